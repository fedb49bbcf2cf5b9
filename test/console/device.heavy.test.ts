import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers } from './barriers.ts';
import { copied, tooWide } from './in-page.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let opened: OpenConsole;

beforeAll(async () => {
  if (noBrowser) return;
  opened = await openConsole({ env: { NEARMOST_LOCAL_THREADS: '1' } });
  const messages = [{ role: 'user', content: 'set a timer for 5 minutes' }];
  await opened.call('/v1/chat/completions', { model: 'auto', messages });
  await opened.page.getByRole('link', { name: 'Device', exact: true }).click();
});
afterAll(() => opened?.close());

test.skipIf(noBrowser)(
  'the machine, its speeds with their methods, the server and the settings that hold',
  async () => {
    const { page, home, server } = opened;
    const machine = page.getByRole('region', { name: 'This machine' });
    await machine.getByText('models may take').waitFor();
    expect(await machine.getByRole('meter').getAttribute('aria-label')).toMatch(/ of .* memory in use/);
    const speed = page.getByRole('region', { name: 'Speed', exact: true });
    await speed
      .getByText(/^[\d.]+ [kMG]B\/s$/)
      .first()
      .waitFor();
    const row = speed.getByRole('row', { name: /^house from 1 answer/ });
    await row.getByText('measured').waitFor();
    await row.getByText('estimated').waitFor();
    await speed.getByText('Memory speed by day').click();
    await speed
      .getByRole('cell', { name: /^\d{4}-\d\d-\d\d$/ })
      .first()
      .waitFor();
    const about = page.getByRole('region', { name: 'Nearmost' });
    await about.getByText(server.url).waitFor();
    await about.getByText(home).waitFor();
    await about.getByText('not known: nothing was asked elsewhere yet').waitFor();
    const settings = page.getByRole('region', { name: 'Settings that hold' });
    await settings.getByRole('cell', { name: '1 NEARMOST_LOCAL_THREADS' }).waitFor();
    await settings.getByRole('button', { name: /^All \d+$/ }).click();
    await settings.getByText('router.threshold', { exact: true }).waitFor();
  },
);

test.skipIf(noBrowser)(
  'what the doctor finds is shown with its fix, and is gone when it was mended',
  async () => {
    const { page, home } = opened;
    const check = page.getByRole('region', { name: 'Check' });
    await check.getByText('Everything works;').waitFor();
    const todo = check.getByRole('list', { name: 'To mend' });
    await todo.getByText('No provider key').waitFor();
    await todo.getByRole('button', { name: 'Copy' }).click();
    await expect.poll(() => copied(page)).toBe('nearmost keys add openai');
    await check.getByText(/\d+ things that are fine/).click();
    await check.getByRole('list', { name: 'Fine' }).getByText('Text engine').waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.platform === 'win32') return;
    const token = join(home, 'token');
    chmodSync(token, 0o644);
    await check.getByRole('button', { name: 'Look again' }).click();
    await check.getByText('1 problem to mend.').waitFor();
    await todo.getByText(`chmod 600 ${token}`).waitFor();
    chmodSync(token, 0o600);
    await check.getByRole('button', { name: 'Look again' }).click();
    await check.getByText('Everything works;').waitFor();
    await expect.poll(() => todo.getByText('chmod').count()).toBe(0);
  },
);

test.skipIf(noBrowser)('at phone width nothing is cut off, and nothing foreign was asked for', async () => {
  const { page } = opened;
  await page.setViewportSize({ width: 375, height: 812 });
  await expect.poll(() => tooWide(page)).toBeLessThanOrEqual(0);
  await page.evaluate("localStorage.setItem('nearmost.theme', 'dark')");
  await page.reload();
  await page.getByText('Memory is read at').waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
