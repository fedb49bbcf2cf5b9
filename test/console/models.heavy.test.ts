import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MemoryMap } from '../../src/contract/index.ts';
import { randomLlama, writeRandomLlama } from '../../src/kit/gguf/testing/random-llama.ts';
import { openHome } from '../../src/store/home.ts';
import { modelsOf } from '../../src/store/models-of.ts';
import { sha256, startFakeHub, type FakeHub } from '../../src/store/testing/fake-hub.ts';
import { barriers } from './barriers.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

const REPO = 'acme/tiny-GGUF';
const MODEL = `${REPO}:tiny-Q8_0.gguf`;
const content = randomLlama({ width: 128, layers: 4, context: 1024 });
/** Two small models fit beside each other, three do not: each process holds about 140 MB of its own. */
const BUDGET = '380MB';
/** Bytes that the first connection brings. */
const DROP = 300_000;

let hub: FakeHub;
let opened: OpenConsole;
/** Bytes after which the next connections drop. */
let drops: number[] = [];
/** While true, bytes come slowly, and the second half as good as never. */
let slow = false;
beforeAll(async () => {
  if (noBrowser) return;
  hub = await startFakeHub({
    repositories: { [REPO]: { 'tiny-Q8_0.gguf': { content } } },
    dropAfter: () => drops.shift(),
    slowMs: (at) => (!slow ? 0 : at < content.length / 2 ? 100 : 3000),
  });
  opened = await openConsole({
    env: {
      NEARMOST_PULL_HUB: hub.url,
      NEARMOST_MEMORY_BUDGET: BUDGET,
      NEARMOST_LOCAL_CONTEXT_SIZE: '256',
      NEARMOST_LOCAL_PARALLEL: '1',
      NEARMOST_LOCAL_THREADS: '1',
    },
    prepare: async (home) => {
      const store = await modelsOf(openHome(home));
      for (const [at, id] of ['letters', 'notes', 'sums'].entries()) {
        const path = join(home, `${id}.gguf`);
        writeRandomLlama(path, { layers: at + 2, seed: at + 1, context: 512 });
        await store.add({ path, id });
      }
    },
  });
  await opened.page.getByRole('link', { name: 'Models', exact: true }).click();
  await opened.page.getByRole('heading', { name: 'Find a model' }).waitFor();
});
afterAll(async () => {
  await opened?.close();
  await hub?.close();
});

const part = (name: string): Locator => opened.page.getByRole('region', { name, exact: true });
const search = (): Locator => opened.page.getByRole('searchbox');
const inMemory = (id: string): Locator =>
  part('In memory now').getByRole('listitem', { name: id, exact: true });
const onDevice = (id: string): Locator =>
  part('On this device').getByRole('listitem', { name: id, exact: true });
const ask = (id: string): Promise<unknown> =>
  opened.call(
    '/v1/completions',
    { model: `local/${id}`, prompt: 'ab', max_tokens: 4 },
    { 'x-nearmost-app': 'mail' },
  );

test.skipIf(noBrowser)(
  'a pull whose connection drops goes on by itself; a reload and a second tab see the same one',
  async () => {
    const { page, context } = opened;
    await search().fill(REPO);
    await page.getByRole('button', { name: `Look it up ${REPO}` }).click();
    const found = part('Find a model').getByRole('listitem', { name: REPO });
    await found.getByText(/Fits: needs/).waitFor();
    slow = true;
    // in the middle, and before a byte came until it waits for some seconds, in which the page is looked at
    drops = [DROP, 0, 0, 0];
    await found.getByRole('button', { name: `Get ${MODEL}` }).click();
    const row = part('On their way').getByRole('listitem');
    await row.filter({ hasText: 'goes on by itself' }).getByText('The connection dropped').waitFor();
    await row.getByText('is coming, went on by itself 4 times').waitFor();
    await row.getByText(/a second/).waitFor();
    await page.reload();
    await row.getByText(/is coming/).waitFor();
    const second = await context.newPage();
    await second.goto(`${opened.server.url}/#/models`);
    await second.getByText(/is coming/).waitFor();
    await row.getByRole('button', { name: 'Stop' }).click();
    await row.getByText('stopped', { exact: true }).waitFor();
    await second.getByText('stopped', { exact: true }).waitFor();
    const kept = await row.getByRole('meter').getAttribute('aria-valuenow');
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(kept)).toBeLessThan(100);
    slow = false;
    await row.getByRole('button', { name: `Go on ${MODEL}` }).click();
    await page
      .getByText(/is here/)
      .first()
      .waitFor();
    await second.getByText(`digest ${sha256(content).slice(0, 12)}`).waitFor();
    await second.close();
    const ranges = hub.seen.flatMap(({ headers }) => headers.range ?? []);
    expect(ranges).toContain(`bytes=${DROP}-`);
  },
);

test.skipIf(noBrowser)('what came is listed and can be loaded and asked without a restart', async () => {
  const tiny = onDevice('tiny-q8_0');
  await tiny.getByText('estimated').first().waitFor();
  await tiny.getByRole('button', { name: 'Load' }).click();
  await inMemory('tiny-q8_0').getByText(/ready/).waitFor();
  await ask('tiny-q8_0');
  await tiny.getByText('measured').first().waitFor();
});

test.skipIf(noBrowser)('a stopped pull can be thrown away, and a wrong name is told what helps', async () => {
  const { page, context } = opened;
  await search().fill('acme/nothing-GGUF');
  await page.getByRole('button', { name: 'Look it up acme/nothing-GGUF' }).click();
  await part('Find a model')
    .getByRole('alert')
    .getByText(/has no model acme\/nothing-GGUF/)
    .waitFor();
  await opened.call('/admin/pull', { model: 'acme/nothing-GGUF' });
  const row = part('On their way').getByRole('listitem').filter({ hasText: 'nothing' });
  await row.getByText('did not come').waitFor();
  await row.getByText(/has no model acme\/nothing-GGUF/).waitFor();
  const second = await context.newPage();
  await second.goto(`${opened.server.url}/#/models`);
  await second.getByText('did not come').waitFor();
  await row.getByRole('button', { name: 'Discard' }).click();
  await row.waitFor({ state: 'detached' });
  await second.getByText('did not come').waitFor({ state: 'detached' });
  await second.close();
});

test.skipIf(noBrowser)(
  'the memory map follows models that swap; what is pinned stays, and why others left is told',
  async () => {
    const { page, home } = opened;
    await ask('letters');
    await inMemory('letters').waitFor();
    await inMemory('letters').getByRole('button', { name: 'Pin letters' }).click();
    await inMemory('letters').getByRole('button', { name: 'Pinned letters' }).waitFor();
    for (const id of ['notes', 'sums']) {
      await ask(id);
      await inMemory(id).getByText(/ready/).waitFor();
    }
    await inMemory('notes').waitFor({ state: 'detached' });
    expect(await inMemory('letters').isVisible()).toBe(true);
    const bar = part('In memory now').getByRole('img');
    await expect
      .poll(() => bar.getAttribute('aria-label'))
      .toMatch(/letters .*, sums .*, free .*, of 380 MB/);
    const history = part('What came and went');
    await history
      .getByRole('row')
      .filter({ hasText: 'notes' })
      .filter({ hasText: 'room for sums, asked by mail' })
      .waitFor();
    const map = await opened.call<MemoryMap>('/admin/memory');
    expect(map.models.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(map.budgetBytes);
    expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))).toMatchObject({
      memory: { pinned: ['letters'] },
    });
    await inMemory('sums').getByRole('button', { name: 'Unload sums' }).click();
    await inMemory('sums').waitFor({ state: 'detached' });
    await history
      .getByRole('row')
      .filter({ hasText: 'sums' })
      .filter({ hasText: 'you asked for it' })
      .waitFor();
    await inMemory('letters').getByRole('button', { name: 'Pinned letters' }).click();
    await inMemory('letters').getByRole('button', { name: 'Pin letters' }).waitFor();
    await page.keyboard.press('Tab'); // the button kept the focus while it worked
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Unload letters');
  },
);

test.skipIf(noBrowser)(
  'a model is removed only after a question; the one that comes along cannot be',
  async () => {
    const { page } = opened;
    const tiny = onDevice('tiny-q8_0');
    await tiny.getByRole('button', { name: 'Remove tiny-q8_0' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'No' }).click();
    expect(await tiny.isVisible()).toBe(true);
    await tiny.getByRole('button', { name: 'Remove tiny-q8_0' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove it' }).click();
    await tiny.waitFor({ state: 'detached' });
    expect(await onDevice('house').getByRole('button', { name: 'Remove house' }).count()).toBe(0);
    await expect(opened.call('/admin/remove', { model: 'local/house' })).rejects.toThrow(
      'comes with Nearmost',
    );
  },
);

test.skipIf(noBrowser)('no barriers, nothing foreign, no page broke', async () => {
  const { page } = opened;
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Switch to dark colours' }).click();
  expect(await barriers(page)).toEqual([]);
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
