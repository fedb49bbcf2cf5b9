import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayWords } from '../../console/src/pages/share/words.ts';
import { barriers } from './barriers.ts';
import { fillHome } from './lively-home.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let opened: OpenConsole;
beforeAll(async () => {
  if (!noBrowser) opened = await openConsole({ prepare: (home) => fillHome(home, { perDay: 30 }) });
});
afterAll(() => opened?.close());

interface Report {
  all: { requests: number; localShare: { value: number } };
  seen: string[];
  byDay: { day: string }[];
}

test.skipIf(noBrowser)(
  'share, quality, money and time, each with its method, sample size and values',
  async () => {
    const { page, server } = opened;
    const report = await opened.call<Report>('/admin/share?days=30');
    await page.goto(`${server.url}/#/share`);
    const share = page.getByRole('region', { name: 'Local share', exact: true });
    await share.getByText(`${Math.round(report.all.localShare.value * 100)} %`, { exact: true }).waitFor();
    await expect.poll(() => share.getByText('measured').count()).toBeGreaterThan(0);
    expect(await share.textContent()).toMatch(/\d+ to \d+ %, of \d+ answers/);
    await share
      .getByRole('img', { name: 'Share of answers from this device by day' })
      .locator('canvas')
      .waitFor();
    await share.getByText('The values as a table').click();
    const rows = share.getByRole('region', { name: /values$/ }).getByRole('row');
    await expect.poll(() => rows.count()).toBeGreaterThan(20);
    const money = page.getByRole('region', { name: 'Money', exact: true });
    expect(await money.textContent()).toContain('estimated');
    expect(await money.textContent()).toContain('Saved');
    expect(await page.getByRole('region', { name: 'Time', exact: true }).textContent()).toContain(
      'Cloud alone',
    );
    const quality = page.getByRole('region', { name: 'Quality of answers from this device', exact: true });
    expect(await quality.textContent()).toMatch(/of \d+ judged/);
  },
);

test.skipIf(noBrowser)(
  'an app has its target line; a period has its days; the address keeps the choice',
  async () => {
    const { page } = opened;
    await page.getByLabel('App', { exact: true }).selectOption('mail');
    const share = page.getByRole('region', { name: 'Local share', exact: true });
    await share.getByText(/you want 90 %/).waitFor();
    await page.getByRole('button', { name: '7 days' }).click();
    await expect.poll(() => page.url()).toContain('days=7');
    await page.reload();
    await share.getByText(/you want 90 %/).waitFor();
    await page.getByRole('button', { name: '7 days', pressed: true }).waitFor();
    const apps = page.getByRole('region', { name: 'Local share, quality, money and time by app' });
    await expect.poll(() => apps.getByRole('link').allTextContents()).toEqual(['mail']);
  },
);

test.skipIf(noBrowser)(
  'days are the server’s, whatever the clock and the time zone of the browser',
  async () => {
    const other = await opened.browser.newContext({ timezoneId: 'Pacific/Kiritimati' });
    const page = await other.newPage();
    await page.clock.setFixedTime(new Date('2031-01-05T10:00:00Z'));
    await page.goto(await opened.link());
    await page.goto(`${opened.server.url}/#/share`);
    const share = page.getByRole('region', { name: 'Local share', exact: true });
    await share.waitFor();
    // asked for afterwards: where midnight lies between, the page reads anew within a minute
    const { byDay } = await opened.call<Report>('/admin/share?days=30');
    const words = dayWords(byDay.at(-1)?.day ?? '');
    await share.getByText(words, { exact: true }).first().waitFor();
    await other.close();
  },
);

test.skipIf(noBrowser)(
  'no serious finding of axe, in light and dark, and no sideways scrolling on a phone',
  async () => {
    const { page, server } = opened;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${server.url}/#/share`);
      await page.getByRole('region', { name: 'By app', exact: true }).waitFor();
      expect(await barriers(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 375, height: 812 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(375);
  },
);

test.skipIf(noBrowser)('a fresh machine says what will be here, and how it comes', async () => {
  const fresh = await openConsole();
  await fresh.page.goto(`${fresh.server.url}/#/share`);
  await fresh.page.getByText('Nothing was asked yet.').waitFor();
  expect(await fresh.page.getByRole('link', { name: 'Ask something' }).getAttribute('href')).toBe('#/chat');
  await fresh.page.getByText(`${fresh.server.url}/v1`).waitFor();
  expect([...fresh.foreign, ...fresh.errors]).toEqual([]);
  await fresh.close();
});

test.skipIf(noBrowser)('nothing foreign was asked for, and no page broke', () => {
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
