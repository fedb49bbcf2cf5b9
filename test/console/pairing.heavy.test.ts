import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let opened: OpenConsole;
beforeAll(async () => {
  if (!noBrowser) opened = await openConsole();
});
afterAll(() => opened?.close());

test.skipIf(noBrowser)(
  'a browser that opened the link sees the console, and the code is gone from the address',
  async () => {
    const { page } = opened;
    await page.getByRole('link', { name: 'Models', exact: true }).waitFor();
    expect(page.url()).not.toContain('pair=');
    await page.reload();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  },
);

test.skipIf(noBrowser)('a browser without a link, or with a used one, is told how to get in', async () => {
  const link = await opened.link();
  const other = await opened.browser.newContext();
  const page = await other.newPage();
  await page.goto(opened.server.url);
  await page.getByText('nearmost console').waitFor();
  await page.goto(link);
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  const third = await opened.browser.newContext();
  const late = await third.newPage();
  await late.goto(link);
  await late.getByText('This link was used already').waitFor();
  await other.close();
  await third.close();
});

test.skipIf(noBrowser)('a page of another origin gets nothing, not even with the cookie', async () => {
  const { context, server, page } = opened;
  const key = await page.evaluate(() => localStorage.getItem('nearmost.page-key'));
  const foreign = await context.newPage();
  await foreign.goto('data:text/html,<p>elsewhere</p>');
  const told = await foreign.evaluate(
    async ({ url, key }) =>
      fetch(`${url}/admin/status`, {
        headers: { 'x-nearmost-page': key ?? '' },
        credentials: 'include',
      }).then(
        (response) => `answered ${response.status}`,
        () => 'refused',
      ),
    { url: server.url, key },
  );
  expect(told).toBe('refused');
  await foreign.close();
});

test.skipIf(noBrowser)('a browser that is disconnected needs a new link', async () => {
  const other = await opened.browser.newContext();
  const page = await other.newPage();
  await page.goto(await opened.link());
  await page.getByRole('link', { name: 'Device', exact: true }).click();
  await page.getByRole('button', { name: 'Disconnect it' }).click();
  await page.getByRole('heading', { name: 'Connect this browser' }).waitFor();
  await expect.poll(() => other.cookies()).toEqual([]);
  await other.close();
});

test.skipIf(noBrowser)('nothing foreign was asked for, and no page broke', () => {
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
