import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CatalogView, PullStatus } from '../../src/contract/index.ts';
import { randomLlama } from '../../src/kit/gguf/testing/random-llama.ts';
import { CATALOG } from '../../src/store/catalog-data.ts';
import { startFakeHub, type FakeHub } from '../../src/store/testing/fake-hub.ts';
import { barriers } from './barriers.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

const content = randomLlama();
let hub: FakeHub;
let opened: OpenConsole;
beforeAll(async () => {
  if (noBrowser) return;
  hub = await startFakeHub({
    repositories: Object.fromEntries(CATALOG.map(({ id, file }) => [id, { [file]: { content } }])),
  });
  opened = await openConsole({
    // little memory: which model is best must not depend on how busy the machine is when it is asked
    env: {
      NEARMOST_PULL_HUB: hub.url,
      NEARMOST_NETWORK_METERED: 'yes',
      NEARMOST_MEMORY_BUDGET: '1500MB',
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
const listed = (name: string): Locator =>
  part('Find a model').getByRole('list', { name: 'Models' }).getByRole('listitem', { name, exact: true });

test.skipIf(noBrowser)(
  'the list is searched by job and by words, and what cannot be used says why',
  async () => {
    const { page } = opened;
    const search = page.getByRole('searchbox');
    await page.getByRole('button', { name: 'Program', exact: true }).click();
    await listed('qwen3-coder-30b').waitFor();
    await listed('qwen3.5-2b').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Anything' }).click();
    await search.fill('translation');
    await listed('gemma-4-e2b').waitFor();
    await listed('qwen2.5-coder-7b').waitFor({ state: 'detached' });
    await search.fill('speech');
    await listed('whisper-base').getByText('no engine yet').waitFor();
    await expect
      .poll(() => listed('whisper-base').getByRole('button', { name: 'Get' }).isDisabled())
      .toBe(true);
    await search.fill('no such thing');
    await page.getByText('No model of the list is called or described like that.').waitFor();
    await search.fill('');
    await page.getByRole('button', { name: `Show all ${CATALOG.length}` }).click();
    await listed('smollm2-360m').waitFor();
  },
);

test.skipIf(noBrowser)(
  'the recommended model says why, and comes with one click after a yes where bytes cost money',
  async () => {
    const { page } = opened;
    const { recommended } = await opened.call<CatalogView>('/admin/catalog');
    if (!recommended) throw new Error('this machine has no room for the smallest model of the list');
    const card = part('Recommended');
    // which one the page shows may be another than now: it goes by the memory that is free and how fast it was just read
    const heading = await card.getByRole('heading').innerText();
    const { name = '' } = CATALOG.find((entry) => heading.startsWith(`${entry.name} `)) ?? {};
    expect(await card.innerText()).toMatch(/Why this one.*[GM]B of memory\s*estimated.*is free\s*measured/s);
    const get = card.getByRole('button', { name: 'Get it' });
    const dialog = page.getByRole('dialog', { name: 'This connection may cost money' });
    await get.click();
    await dialog.getByRole('button', { name: 'No' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(hub.seen).toEqual([]);
    await get.click();
    await dialog.getByRole('button', { name: 'Get it, it may cost money' }).click();
    await part('Came lately').getByText('Checked: every byte is what the source says').waitFor();
    await listed(name).getByText('is here').waitFor();
    const { pulls } = await opened.call<{ pulls: PullStatus[] }>('/admin/pulls');
    expect(pulls).toMatchObject([{ model: name, state: 'done', verified: true }]);
  },
);

test.skipIf(noBrowser)('a server that went away is said, and what is shown stays', async () => {
  const { page, server } = opened;
  expect(await barriers(page)).toEqual([]);
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
  const name = await part('Find a model')
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: /^Get /, disabled: false }) })
    .first()
    .getAttribute('aria-label');
  await server.end('SIGTERM');
  await page.getByText('Nearmost does not answer just now.').waitFor();
  const one = listed(name ?? '');
  const get = one.getByRole('button', { name: /^Get / });
  const doubt = await one.getByText(/^(?:too big|fits just so)$/).count();
  await get.click();
  if (doubt > 0) await page.getByRole('button', { name: 'Get it anyway' }).click();
  await expect.poll(() => get.isEnabled()).toBe(true);
  await page.getByText('Nearmost does not answer just now.').waitFor();
  await part('On this device').waitFor();
});
