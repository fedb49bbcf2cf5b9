import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUp, type UpServer } from '../../src/cli/testing/run-cli.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let opened: OpenConsole;
let again: UpServer | undefined;
beforeAll(async () => {
  if (!noBrowser) opened = await openConsole();
});
afterAll(async () => {
  // it writes into the home that is removed with the other
  await again?.end('SIGTERM');
  await opened?.close();
});

const LOST = 'Nearmost does not answer just now.';

test.skipIf(noBrowser)(
  'the server goes and comes back: the page says so, and goes on by itself',
  async () => {
    const { page, server, home } = opened;
    await page.getByRole('link', { name: 'Providers', exact: true }).click();
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await server.end('SIGTERM');
    await page.getByText(LOST).waitFor();
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    again = await startUp({ home }, ['--port', new URL(server.url).port]);
    await page.getByText(LOST).waitFor({ state: 'detached' });
    // the session is older than this server
    await page.getByRole('button', { name: 'Add a key' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
  },
);

test.skipIf(noBrowser)('two tabs of one browser work side by side', async () => {
  const second = await opened.context.newPage();
  await second.goto(`${opened.server.url}/#/providers`);
  await second.getByRole('heading', { name: 'Keys' }).waitFor();
  await opened.page.getByText('Nothing at all').click();
  await opened.page.getByText('Offline mode is on').waitFor();
  await second.reload();
  await second.getByText('Offline mode is on').waitFor();
  await second.getByRole('button', { name: 'Turn it off' }).click();
  await second.getByText('Only what is marked as public').waitFor();
  await second.close();
});

test.skipIf(noBrowser)('a session that has ended is told in plain words, with the next step', async () => {
  const { context, page } = opened;
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.reload();
  await page.getByRole('heading', { name: 'This browser’s access has ended' }).waitFor();
  await page.getByText('nearmost console', { exact: true }).waitFor();
  await context.addCookies(cookies);
  await page.reload();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
});

test.skipIf(noBrowser)(
  'a browser that keeps nothing, with a clock a day ahead, can still be used',
  async () => {
    const context = await opened.browser.newContext();
    await context.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      const { now } = Date;
      Date.now = () => now() + 86_400_000;
    });
    const page = await context.newPage();
    await page.goto(await linkOf());
    await page.getByText('This browser keeps nothing more.').waitFor();
    await page.getByRole('link', { name: 'Device', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Device' }).waitFor();
    await context.close();
  },
);

/** From the server that runs now; the one that was opened first is gone. */
async function linkOf(): Promise<string> {
  const { url, token } = again ?? opened.server;
  const reply = await fetch(`${url}/admin/console-link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  return ((await reply.json()) as { url: string }).url;
}

test.skipIf(noBrowser)('keys reach everything: skip link, menu, theme, dialog', async () => {
  const { page } = opened;
  await page.goto(`${opened.server.url}/#/providers`);
  await page.reload();
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
  await page.getByRole('button', { name: 'Add a key' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Add a key' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const theme = page.getByRole('button', { name: /Switch to/ });
  const before = await page.evaluate(() => document.documentElement.dataset['theme']);
  await theme.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).not.toBe(before);
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
