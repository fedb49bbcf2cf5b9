import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUp, type UpServer } from '../../src/cli/testing/run-cli.ts';
import { startFakeUpstream, type FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { answerChunks, halfAnswer } from './answer-chunks.ts';
import { copied, keptWords } from './in-page.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let upstream: FakeUpstream;
let opened: OpenConsole;
let again: UpServer | undefined;
beforeAll(async () => {
  if (noBrowser) return;
  upstream = await startFakeUpstream();
  opened = await openConsole({
    prepare: (home) =>
      writeFileSync(
        join(home, 'config.json'),
        JSON.stringify({
          label: 'public',
          providers: { acme: { baseUrl: `${upstream.url}/v1`, key: 'k', model: 'large' } },
        }),
      ),
  });
});
afterAll(async () => {
  await again?.end('SIGTERM');
  await opened?.close();
  await upstream?.close();
});

const question = (): Locator => opened.page.getByRole('textbox', { name: 'Your question' });
const lastAnswer = (): Locator =>
  opened.page
    .getByRole('article')
    .filter({ has: opened.page.getByRole('heading', { name: 'Answer', level: 2 }) })
    .last();
async function ask(text: string): Promise<void> {
  await question().fill(text);
  await question().press('Enter');
}
const over = (): Promise<void> => lastAnswer().getByRole('button', { name: 'Ask again' }).waitFor();

const HOSTILE = [
  '<script>globalThis.hacked = 1</script>',
  '<img src="https://evil.example/i.png" onerror="globalThis.hacked = 1">',
  '![pixel](https://evil.example/pixel.png)',
  '[run](javascript:globalThis.hacked=1) [data](data:text/html,x) [here](/admin/shutdown)',
  '<a href="javascript:globalThis.hacked=1">raw</a> <iframe src="https://evil.example"></iframe>',
  '<style>body { display: none }</style>',
  '[fine](https://example.com/page)',
  `${'>'.repeat(400)} deep`,
  '```html\n<script>globalThis.hacked = 1</script>',
].join('\n\n');

test.skipIf(noBrowser)(
  'markup and scripts of an answer are text, nothing of it is run or loaded',
  async () => {
    const { page } = opened;
    upstream.play({ chunks: answerChunks(HOSTILE, 40) });
    await ask('explain how pages are attacked');
    await over();
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(await lastAnswer().locator('img, script, iframe, style').count()).toBe(0);
    await expect.poll(() => lastAnswer().getByText('<script>globalThis.hacked = 1</script>').count()).toBe(2);
    const links = await lastAnswer()
      .locator('.markdown a')
      .evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.getAttribute('rel')].join(' ')));
    expect(links).toEqual([
      'https://evil.example/pixel.png noopener noreferrer',
      'https://example.com/page noopener noreferrer',
    ]);
    expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(true);
  },
);

test.skipIf(noBrowser)(
  'two megabytes of text are shown in portions, and the page can be used meanwhile',
  async () => {
    const { page } = opened;
    const line = 'A line of **many** words, with `code` and [a link](https://example.com).\n\n';
    upstream.play({ chunks: answerChunks(line.repeat(28_000), 8000) });
    await ask('explain everything in full length');
    await lastAnswer().getByText('A line of many words').first().waitFor();
    await question().fill('still here');
    expect(await question().inputValue()).toBe('still here');
    await over();
    await lastAnswer().getByText('This answer is very long').waitFor();
    const shown = (): Promise<number> => lastAnswer().locator('.markdown p').count();
    const first = await shown();
    await lastAnswer().getByRole('button', { name: 'Show more' }).click();
    await expect.poll(shown).toBeGreaterThan(first);
    await lastAnswer().getByRole('button', { name: 'Copy the answer' }).click();
    await lastAnswer().getByRole('button', { name: 'Copied' }).waitFor();
    expect((await copied(page)).length).toBe(line.length * 28_000);
    await page.reload();
    await lastAnswer().getByText('This answer is very long').waitFor();
  },
);

test.skipIf(noBrowser)('a table of thousands of rows is cut until somebody wants all', async () => {
  await opened.page.goto(`${opened.server.url}/#/chat`);
  await opened.page.getByRole('heading', { name: 'What is to be done?' }).waitFor();
  upstream.play({ chunks: answerChunks(`| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(3000)}`, 4000) });
  await ask('write a poem as a table');
  await over();
  await expect.poll(() => lastAnswer().locator('tr').count()).toBe(101);
  await lastAnswer().getByRole('button', { name: 'Show all 3000 rows' }).click();
  await expect.poll(() => lastAnswer().locator('tr').count()).toBe(3001);
});

test.skipIf(noBrowser)(
  'a page that is closed in mid-answer shows what had come when it is opened again',
  async () => {
    const { page } = opened;
    upstream.play({ chunks: answerChunks('drip '.repeat(20_000), 5), betweenMs: 15 });
    await ask('explain it slowly to a child');
    await lastAnswer().getByText('drip drip drip').waitFor();
    // A growing answer is kept every two seconds.
    await expect.poll(() => keptWords(opened.page)).toContain('drip drip');
    await page.reload();
    await lastAnswer().getByText('This answer broke off: its page was closed.').waitFor();
    await lastAnswer().getByText('drip drip').waitFor();
  },
);

test.skipIf(noBrowser)(
  'a server that goes in mid-answer: what came stays, and it is asked again when it is back',
  async () => {
    const { page, server, home } = opened;
    upstream.play({ chunks: answerChunks('tick '.repeat(20_000), 5), betweenMs: 15 });
    await ask('explain how to count');
    await lastAnswer().getByText('tick tick tick').waitFor();
    await server.end('SIGKILL');
    await lastAnswer()
      .getByText('Nearmost went away in the middle of this answer.', { exact: true })
      .waitFor();
    await lastAnswer().getByText('tick tick tick').waitFor();
    await ask('explain where you are');
    await lastAnswer().getByText('Nearmost does not answer.', { exact: true }).waitFor();
    again = await startUp({ home }, ['--port', new URL(server.url).port]);
    upstream.play({ chunks: answerChunks('Here again.') });
    await page.getByText('Nearmost does not answer just now.').waitFor({ state: 'detached' });
    await lastAnswer().getByRole('button', { name: 'Try again' }).click();
    await lastAnswer().getByText('Here again.').waitFor();
  },
);

test.skipIf(noBrowser)('an answer that the provider breaks off keeps what came, and says so', async () => {
  upstream.play({ chunks: halfAnswer('half an answer that breaks '.repeat(20)), fault: 'cut' });
  await ask('explain why things break');
  await lastAnswer().getByRole('button', { name: 'Try again' }).waitFor();
  await lastAnswer().getByText('half an answer').waitFor();
  await lastAnswer().getByText('This answer broke off.').waitFor();
});

test.skipIf(noBrowser)('nothing foreign was asked for, and no page broke', () => {
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
