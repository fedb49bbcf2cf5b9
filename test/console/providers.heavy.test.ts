import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

const SECRET = 'sk-never-to-be-seen-0123456789';
let opened: OpenConsole;
let upstream: FakeUpstream;

const answer = {
  body: {
    id: 'a',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }],
    usage: { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1000 },
  },
};

beforeAll(async () => {
  if (noBrowser) return;
  upstream = await startFakeUpstream({ script: answer });
  opened = await openConsole();
  await opened.page.getByRole('link', { name: 'Providers', exact: true }).click();
});
afterAll(async () => {
  await opened?.close();
  await upstream?.close();
});

test.skipIf(noBrowser)('a key is added, tried, and never shown again', async () => {
  const { page } = opened;
  await page.getByRole('button', { name: 'Add a key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a key' });
  await dialog
    .getByLabel('Provider')
    .selectOption({ label: 'A server of my own, or one that is not listed' });
  await dialog.getByLabel('Name', { exact: true }).fill('box');
  await dialog.getByLabel('Address').fill('not an address');
  await dialog.getByLabel('Key', { exact: true }).fill(SECRET);
  await dialog.getByRole('button', { name: 'Store the key' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Address').fill(`${upstream.url}/v1`);
  await dialog.getByLabel('Model', { exact: true }).fill('m');
  await dialog.getByRole('button', { name: 'Store the key' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'stored here' }).waitFor();
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('works').waitFor();
  expect(upstream.requests[0]?.headers['authorization']).toBe(`Bearer ${SECRET}`);
  expect(await page.content()).not.toContain(SECRET);
  expect(JSON.stringify(await opened.call('/admin/providers'))).not.toContain(SECRET);
  expect(JSON.stringify(await opened.call('/admin/status'))).not.toContain(SECRET);
});

test.skipIf(noBrowser)('a cap is set, hit, said, and taken back', async () => {
  const { page } = opened;
  await page.getByRole('button', { name: 'Set a cap' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a cap' });
  await dialog.getByLabel('Counted in').selectOption('tokens a month');
  await dialog.getByLabel('At most').fill('1005');
  await dialog.getByRole('button', { name: 'Set it' }).click();
  await page
    .getByRole('meter', { name: /Everything, by month: 1,000 tokens of 1,005 tokens used/ })
    .waitFor();
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText(/the cap of 1005 tokens a month/).waitFor();
  expect(upstream.requests).toHaveLength(1);
  await page.getByRole('button', { name: /Remove the cap/ }).click();
  await page.getByText('No cap is set.').waitFor();
});

test.skipIf(noBrowser)('what may leave is the owner’s word; the key goes when it is removed', async () => {
  const { page } = opened;
  await page.getByText('Requests without a mark too').click();
  await expect
    .poll(async () => (await opened.call<{ settings: { label: string } }>('/admin/status')).settings.label)
    .toBe('public');
  await page.getByText('Only what is marked as public').click();
  await page.getByRole('button', { name: 'Remove the key for box' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
