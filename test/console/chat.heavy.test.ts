import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { answerChunks } from './answer-chunks.ts';
import { barriers } from './barriers.ts';
import { copied, keptWords } from './in-page.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

const ANSWER = [
  '# Tides',
  'The **moon** pulls at the sea.',
  '| when | height |\n|---|--:|\n| noon | 2 m |',
  '```js\nconst tide = 2;\n```',
  'Read [more](https://example.com/tides).',
].join('\n\n');

let upstream: FakeUpstream;
let opened: OpenConsole;
beforeAll(async () => {
  if (noBrowser) return;
  upstream = await startFakeUpstream({ script: { chunks: answerChunks(ANSWER) } });
  opened = await openConsole({
    prepare: (home) =>
      writeFileSync(
        join(home, 'config.json'),
        JSON.stringify({ providers: { acme: { baseUrl: `${upstream.url}/v1`, key: 'k', model: 'large' } } }),
      ),
  });
});
afterAll(async () => {
  await opened?.close();
  await upstream?.close();
});

const question = (): Locator => opened.page.getByRole('textbox', { name: 'Your question' });
const answers = (): Locator =>
  opened.page
    .getByRole('article')
    .filter({ has: opened.page.getByRole('heading', { name: 'Answer', level: 2 }) });
const lastAnswer = (): Locator => answers().last();
async function ask(text: string): Promise<void> {
  await question().fill(text);
  await question().press('Enter');
}
/** Messages of the newest request that left. */
const sent = (): { role: string; content: string }[] =>
  upstream.requests.at(-1)?.json['messages'] as { role: string; content: string }[];

test.skipIf(noBrowser)('what may not leave does not leave, and the way out is said', async () => {
  const { page } = opened;
  await ask('explain the tides');
  await lastAnswer().getByText('No model that may answer this can do it.').waitFor();
  const further = lastAnswer().getByRole('button', { name: 'Try further' });
  await expect.poll(() => further.getAttribute('aria-disabled')).toBe('true');
  await further.focus();
  await page.keyboard.press('Enter');
  await page.getByText('this conversation is personal: it stays here').waitFor();
  expect(await lastAnswer().getByRole('link', { name: 'Get a larger model' }).getAttribute('href')).toBe(
    '#/models',
  );
  expect(upstream.requests).toEqual([]);
});

test.skipIf(noBrowser)(
  'with another label it goes to the cloud; the answer says where it was made, and why',
  async () => {
    const { page } = opened;
    await page.getByLabel('What may leave this device').selectOption('public');
    await page.getByText('may go to a provider of yours').waitFor();
    await lastAnswer().getByRole('button', { name: 'Try again' }).click();
    await lastAnswer().getByRole('heading', { name: 'Tides' }).waitFor();
    await lastAnswer().getByRole('button', { name: 'Ask again' }).waitFor();
    await lastAnswer().getByText('cloud', { exact: true }).waitFor();
    await lastAnswer().getByText('acme/large').waitFor();
    await lastAnswer().getByText('none of its business').waitFor();
    await lastAnswer().getByRole('cell', { name: '2 m' }).waitFor();
    await lastAnswer().getByRole('button', { name: 'Copy the code' }).click();
    await expect.poll(() => copied(page)).toBe('const tide = 2;');
    expect(upstream.requests.length).toBe(1);
    expect(await barriers(page)).toEqual([]);
  },
);

test.skipIf(noBrowser)('an answer is judged, and the whole decision is one click away', async () => {
  const { page, call } = opened;
  const good = lastAnswer().getByRole('button', { name: 'A good answer' });
  await good.click();
  await lastAnswer().getByRole('button', { name: 'A good answer', pressed: true }).waitFor();
  const link = await lastAnswer().getByRole('link', { name: 'The whole decision' }).getAttribute('href');
  const id = link?.split('/').at(-1) ?? '';
  expect(await call(`/admin/requests/${id}`)).toMatchObject({
    app: 'console',
    place: 'cloud',
    label: 'public',
  });
  await page.getByRole('group', { name: 'answer 2 of 2' }).waitFor();
});

test.skipIf(noBrowser)('branches: another answer, nearer, and the question in other words', async () => {
  const { page } = opened;
  await lastAnswer().getByRole('button', { name: 'Try nearer' }).click();
  await page.getByRole('group', { name: 'answer 3 of 3' }).waitFor();
  await lastAnswer().getByText('No model that may answer').waitFor();
  await page.getByRole('button', { name: 'The answer before' }).click();
  await lastAnswer().getByRole('heading', { name: 'Tides' }).waitFor();
  await page.getByRole('button', { name: 'Change the question' }).click();
  const other = page.getByRole('textbox', { name: 'Your question' }).first();
  await other.fill('wake me at 7');
  await other.press('Enter');
  await page.getByText('Set alarm').waitFor();
  await page.getByRole('group', { name: 'question 2 of 2' }).waitFor();
  await page.getByRole('button', { name: 'The question before' }).click();
  await lastAnswer().getByRole('heading', { name: 'Tides' }).waitFor();
});

test.skipIf(noBrowser)('Escape stops an answer; what had come stays, also after a reload', async () => {
  const { page } = opened;
  upstream.play({ chunks: answerChunks('drop '.repeat(20_000), 5), betweenMs: 20 });
  await ask('and the waves?');
  await lastAnswer().getByText('drop drop drop').waitFor();
  expect(await page.getByRole('button', { name: 'Send (Enter)' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await lastAnswer().getByText('You stopped this answer.').waitFor();
  await page.getByRole('button', { name: 'Send (Enter)' }).waitFor();
  const kept = await lastAnswer().getByText('drop drop drop').innerText();
  await expect.poll(() => keptWords(page)).toContain('stopped: drop drop');
  await page.reload();
  await lastAnswer().getByText('You stopped this answer.').waitFor();
  expect(await lastAnswer().getByText('drop drop drop').innerText()).toBe(kept);
  // What was said before went along; what nobody answered did not.
  expect(sent().map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
});

test.skipIf(noBrowser)('the end stays in sight until a person scrolls up', async () => {
  const { page } = opened;
  const place = (): Promise<number> => page.evaluate(() => Math.round(scrollY));
  /** Where it stands when it does not move any more. */
  const rest = async (): Promise<number> => {
    let at = -1;
    await expect
      .poll(async () => [at, (at = await place())], { interval: 300 })
      .toSatisfy(([before, now]: number[]) => before === now);
    return at;
  };
  upstream.play({ chunks: answerChunks('line\n\n'.repeat(10_000), 6), betweenMs: 10 });
  await ask('explain the lines');
  await lastAnswer().getByText('line').nth(30).waitFor();
  await expect.poll(place).toBeGreaterThan(300);
  await page.mouse.move(700, 300);
  const newest = page.getByRole('button', { name: 'Newest' });
  // one turn of the wheel may fall on a moment in which the page grows
  await expect.poll(async () => (await page.mouse.wheel(0, -400), newest.isVisible())).toBe(true);
  const held = await rest();
  await lastAnswer().getByText('line').nth(80).waitFor();
  expect(await place()).toBe(held);
  await newest.click();
  await newest.waitFor({ state: 'detached' });
  await lastAnswer().getByText('line').nth(120).waitFor();
  await expect.poll(place).toBeGreaterThan(held);
  await page.keyboard.press('Escape');
  await lastAnswer().getByText('You stopped this answer.').waitFor();
});

test.skipIf(noBrowser)('an answer goes on while another page is looked at', async () => {
  const { page } = opened;
  upstream.play({ chunks: answerChunks('step '.repeat(200), 5), betweenMs: 20 });
  await ask('walk');
  await lastAnswer().getByText('step step').waitFor();
  await page.getByRole('link', { name: 'Now', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  await page.goBack();
  await lastAnswer().getByRole('button', { name: 'Ask again' }).waitFor();
  await expect.poll(() => lastAnswer().getByText('step step').innerText()).toBe('step '.repeat(200).trim());
});

test.skipIf(noBrowser)('a text file goes along; what is no text is refused in words', async () => {
  const { page } = opened;
  upstream.play({ chunks: answerChunks('Read.') });
  await page.locator('input[type=file]').setInputFiles([
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('the code is 4711') },
    { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff, 0, 0]) },
  ]);
  await page.getByText('“photo.jpg” is not a text file.').waitFor();
  const files = page.getByRole('list', { name: 'Files that go along' });
  await expect.poll(() => files.getByRole('listitem').count()).toBe(1);
  await ask('what is the code?');
  await lastAnswer().getByText('Read.').waitFor();
  expect(sent().at(-1)?.content).toBe('what is the code?\n\nnotes.txt:\n```\nthe code is 4711\n```');
  await page.getByRole('list', { name: 'Files', exact: true }).getByText('notes.txt').waitFor();
});

test.skipIf(noBrowser)('nothing foreign was asked for, and no page broke', () => {
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
