import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers } from './barriers.ts';
import { copied, tooWide } from './in-page.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let opened: OpenConsole;
beforeAll(async () => {
  if (!noBrowser) opened = await openConsole();
});
afterAll(() => opened?.close());

test.skipIf(noBrowser)(
  'the first view asks for nothing and says what this is, without barriers',
  async () => {
    const { page } = opened;
    await page.getByRole('heading', { level: 1, name: 'Ask the nearest model' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    const steps = page.getByRole('region', { name: 'Three steps that make more possible' });
    await expect
      .poll(() => steps.getByRole('heading', { level: 3 }).allInnerTexts())
      .toEqual(['Get a larger model', 'Add a key of a cloud provider', 'Point your app here']);
    expect(await barriers(page)).toEqual([]);
  },
);

test.skipIf(noBrowser)('lines for an app name this server, and never its token', async () => {
  const { page, server, home } = opened;
  const token = readFileSync(join(home, 'token'), 'utf8').trim();
  await page.getByRole('tab', { name: 'OpenAI SDK' }).focus();
  for (const name of ['OpenAI SDK', 'Vercel AI SDK', 'curl']) {
    const tab = page.getByRole('tab', { name, selected: true });
    await tab.waitFor();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await expect.poll(() => copied(page)).toContain(`${server.url}/v1`);
    expect(await copied(page)).not.toContain(token);
    await tab.focus();
    await page.keyboard.press('ArrowRight');
  }
  expect(await page.content()).not.toContain(token);
});

test.skipIf(noBrowser)('a step that was taken is marked, as soon as it is', async () => {
  const { page, call } = opened;
  const step = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'Point your app here' }) });
  expect(await step.getByText('done', { exact: true }).count()).toBe(0);
  const messages = [{ role: 'user', content: 'wake me at 6:30' }];
  await call('/v1/chat/completions', { model: 'auto', messages }, { 'x-nearmost-app': 'mail' });
  await step.getByText('done', { exact: true }).waitFor();
  await page.reload();
  await step.getByText('done', { exact: true }).waitFor();
});

test.skipIf(noBrowser)(
  'an example is answered on this device, shown as fields, its JSON one click away',
  async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Wake me at 6:30 tomorrow' }).click();
    const answer = page.getByRole('article').filter({ hasText: 'Set alarm' });
    await answer.getByText('on this device').waitFor();
    await expect.poll(() => answer.getByRole('definition').allInnerTexts()).toEqual(['6:30', 'tomorrow']);
    await answer.getByText('What an app gets (JSON)').click();
    await answer.getByText('{"intent":"SetAlarm"').waitFor();
    await answer.getByText('first word after').waitFor();
    await answer.getByText('% needed').waitFor();
    expect(await answer.getByRole('link', { name: 'The whole decision' }).getAttribute('href')).toMatch(
      /^#\/now\/req_/,
    );
    // Another command in the same conversation is answered as well.
    await page.getByRole('textbox', { name: 'Your question' }).fill('set a timer for 12 minutes');
    await page.keyboard.press('Enter');
    await page.getByText('Set timer').waitFor();
    expect(await barriers(page)).toEqual([]);
  },
);

test.skipIf(noBrowser)('everything can be reached on a phone, and nothing is wider than it', async () => {
  const { page } = opened;
  await page.setViewportSize({ width: 375, height: 812 });
  await page.getByRole('button', { name: 'Conversations (1)' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'New conversation' }).click();
  await page.getByRole('heading', { name: 'What is to be done?' }).waitFor();
  await expect.poll(() => tooWide(page)).toBe(0);
  await page.goBack();
  await page.getByText('Set timer').waitFor();
  await expect.poll(() => tooWide(page)).toBe(0);
  expect(await barriers(page)).toEqual([]);
});

test.skipIf(noBrowser)('nothing foreign was asked for, and no page broke', () => {
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
