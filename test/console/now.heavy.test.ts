import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/contract/index.ts';
import { startFakeUpstream, type FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openHome } from '../../src/store/home.ts';
import { barriers } from './barriers.ts';
import { fillHome } from './lively-home.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let opened: OpenConsole;
let upstream: FakeUpstream;
/** The slow answer comes when this is. */
const slowly = Promise.withResolvers<void>();

const body = {
  id: 'x',
  object: 'chat.completion',
  created: 1,
  model: 'large',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Oslo.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 16, total_tokens: 28 },
};

beforeAll(async () => {
  if (noBrowser) return;
  upstream = await startFakeUpstream({
    script: ({ text }) => (text.includes('slowly') ? { until: slowly.promise, body } : { body }),
  });
  const box = { baseUrl: `${upstream.url}/v1`, model: 'large', price: { input: 1, output: 4 } };
  const settings = { budget: {}, apps: {}, router: { cloud: ['box/large'] }, providers: { box } };
  opened = await openConsole({ prepare: (home) => fillHome(home, { perDay: 30, days: 4, settings }) });
});
afterAll(async () => {
  await opened?.close();
  await upstream?.close();
});

const ask = (content: string, model = 'auto', app = 'kitchen'): Promise<unknown> =>
  opened
    .call('/v1/chat/completions', { model, messages: [{ role: 'user', content }] }, { 'x-nearmost-app': app })
    .catch((error: Error) => error);

const rows = () => opened.page.getByRole('table', { name: 'Requests, newest first' }).getByRole('row');
const now = async (more = ''): Promise<void> => {
  await opened.page.goto(`${opened.server.url}/#/now${more}`);
};

test.skipIf(noBrowser)('requests appear as they are decided, newest first', async () => {
  await now();
  await rows().nth(1).waitFor();
  await ask('wake me at 6:30');
  await rows().nth(1).filter({ hasText: 'kitchen' }).getByText('answered').waitFor();
  expect(await rows().nth(1).textContent()).toMatch(
    /kitchen.*auto.*on this device.*local\/house.*0\.\d\d of 0\.\d\d needed/,
  );
  await ask('What is the capital of Norway, and what is it known for?');
  await rows().nth(1).filter({ hasText: 'kitchen' }).getByText('handed over').waitFor();
  expect(await rows().nth(1).textContent()).toMatch(/cloud.*box\/large.*<\$0\.0001\d+ B/);
  const minute = opened.page.getByRole('region', { name: 'The last minute' });
  await minute.getByText('1 of 2').waitFor();
  await minute.getByText('50 %').waitFor();
});

test.skipIf(noBrowser)(
  'a live decision is opened from the keyboard while it is under way, and told whole when it ends',
  async () => {
    const { page } = opened;
    const asked = ask('Tell me slowly what the capital of Norway is.', 'box/large');
    const row = rows().filter({ hasText: 'asking' });
    await row.waitFor();
    await row.getByRole('link').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Under way' }).getByText('asking: box/large').waitFor();
    slowly.resolve();
    await asked;
    await page.getByText('Answered in the cloud by box/large').waitFor();
    await page.getByRole('link', { name: 'All requests' }).click();
    await rows().nth(1).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('href')))
      .toMatch(/^#\/now\/req_/);
  },
);

test.skipIf(noBrowser)(
  'the whole decision: who was considered and why, how sure, how long, what it cost and what left',
  async () => {
    const { page } = opened;
    const { requests } = await opened.call<{ requests: LedgerEntry[] }>(
      '/admin/requests?app=kitchen&outcome=handed_over',
    );
    const entry = requests[0] as LedgerEntry;
    await now(`/${entry.requestId}`);
    await page.getByText('Answered in the cloud by box/large').waitFor();
    const tried = page.getByRole('region', { name: 'Tried', exact: true });
    await expect
      .poll(async () => (await tried.getByRole('listitem').allTextContents()).slice(0, 2))
      .toMatchObject([
        expect.stringMatching(/local\/house.*sure: 0\.\d\d/),
        expect.stringMatching(/box\/large.*answered/),
      ]);
    const considered = page.getByRole('region', { name: 'Models that were considered' });
    for (const { model, reason } of entry.rejected) {
      const line = considered.getByRole('row').filter({ hasText: model }).filter({ hasText: 'ruled out' });
      expect(await line.first().textContent()).toContain(reason);
    }
    const figures = page.getByRole('region', { name: 'Figures', exact: true });
    for (const words of [
      'was needed',
      'Until the first word',
      'tokens/s',
      '12 in, 16 out',
      'list prices',
      'bytes of the request',
    ])
      await expect.poll(() => figures.textContent()).toContain(words);
    await page.getByRole('button', { name: 'Copy' }).last().click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe(`nearmost why ${entry.requestId}`);
  },
);

test.skipIf(noBrowser)('while it pauses nothing moves; afterwards all is there', async () => {
  const { page } = opened;
  await now();
  await rows().nth(1).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  const before = await rows().nth(1).textContent();
  await ask('turn on the light', 'auto', 'paused-app');
  await page.getByRole('button', { name: 'Go on (1 new)' }).waitFor();
  expect(await rows().nth(1).textContent()).toBe(before);
  await page.getByRole('button', { name: 'Go on (1 new)' }).click();
  await rows().nth(1).getByText('paused-app').waitFor();
});

test.skipIf(noBrowser)(
  'rows are chosen by app, place and outcome; names full of markup are names',
  async () => {
    const { page } = opened;
    const name = '<img src=x onerror=alert(1)>';
    await ask('x', name, 'markup');
    await now('?app=markup');
    await rows().nth(1).getByText('refused').waitFor();
    expect(await rows().nth(1).textContent()).toContain(name);
    await expect.poll(() => rows().count()).toBe(2);
    await page.getByLabel('Outcome').selectOption('answered');
    await page.getByText('No request fits this choice.').waitFor();
    await page.getByRole('link', { name: 'Show all of them' }).click();
    await page.getByLabel('Where').selectOption('cloud');
    await expect.poll(() => page.url()).toContain('place=cloud');
    await rows().nth(1).waitFor();
    await expect.poll(() => rows().getByText('on this device').count()).toBe(0);
  },
);

test.skipIf(noBrowser)('100,000 requests are paged; a request that was cleaned away says so', async () => {
  const { page } = opened;
  const database = openDatabase(openHome(opened.home).database);
  const columns = (database.prepare('PRAGMA table_info(ledger)').all() as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => name !== 'id' && name !== 'request_id');
  database.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
     INSERT INTO ledger (request_id, ${columns.join(', ')})
     SELECT 'many-' || printf('%06d', i), ${columns.map((name) => `l.${name}`).join(', ')} FROM n, ledger l WHERE l.id = 1`,
  );
  await now('?app=none');
  await page.getByText('No request fits this choice.').waitFor();
  await now();
  await rows().nth(1).waitFor();
  for (let turn = 0; turn < 3; turn += 1) {
    const first = await rows().nth(1).getByRole('link').getAttribute('href');
    await page.getByRole('link', { name: 'Older requests' }).click();
    await expect.poll(() => rows().nth(1).getByRole('link').getAttribute('href')).not.toBe(first);
  }
  await expect.poll(() => rows().count()).toBe(51);
  const gone = (await rows().nth(3).getByRole('link').getAttribute('href')) ?? '';
  database.prepare('DELETE FROM ledger WHERE request_id = ?').run(gone.replace('#/now/', ''));
  database.close();
  await rows().nth(3).click();
  await page.getByText('This request is not in the ledger any more.').waitFor();
  expect(await page.locator('main').textContent()).toContain('Rows are deleted after 365 days');
  await page.goBack();
  await page.getByRole('link', { name: 'Newest requests' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test.skipIf(noBrowser)('no barrier in light and dark, and no sideways scrolling on a phone', async () => {
  const { page } = opened;
  const { requests } = await opened.call<{ requests: LedgerEntry[] }>(
    '/admin/requests?app=kitchen&outcome=handed_over',
  );
  for (const [path, words] of [
    ['?app=kitchen', 'The last minute'],
    [`/${requests[0]?.requestId}`, 'Considered'],
  ] as const) {
    await now(path);
    await page.getByRole('region', { name: words, exact: true }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await barriers(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 375, height: 812 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(375);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
});

test.skipIf(noBrowser)('nothing foreign was asked for, and no page broke', () => {
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
