import { readdirSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { settingsSchema, type OwnerPulls, type PullStatus, type Runtime } from '../../contract/index.ts';
import { randomLlama } from '../../kit/gguf/testing/random-llama.ts';
import { systemClock } from '../../kit/clock.ts';
import type { Home } from '../../store/home.ts';
import { modelsOf } from '../../store/models-of.ts';
import { sha256, startFakeHub, type FakeHub, type FakeHubOptions } from '../../store/testing/fake-hub.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { createOwnerPulls } from './pulls.ts';

const content = randomLlama({ width: 128, layers: 4 });
const MODEL = 'acme/tiny-GGUF';
let hub: FakeHub | undefined;
afterEach(() => hub?.close());

async function open(
  options: Partial<FakeHubOptions> = {},
  { home = tempHome(), metered = 'no' }: { home?: Home; metered?: 'yes' | 'no' } = {},
): Promise<{ pulls: OwnerPulls; told: PullStatus[]; home: Home; close: () => Promise<void> }> {
  hub ??= await startFakeHub({ repositories: { [MODEL]: { 'tiny-Q8_0.gguf': { content } } }, ...options });
  const settings = settingsSchema.parse({ pull: { hub: hub.url }, network: { metered } });
  const told: PullStatus[] = [];
  let close = async (): Promise<void> => undefined;
  const pulls = createOwnerPulls(
    {
      home,
      runtime: { settings } as Runtime,
      clock: systemClock,
      env: {},
      cwd: home.dir,
      onClose: (work) => (close = async () => work()),
    },
    (event) => event.type === 'pull' && told.push(event.pull),
  );
  return { pulls, told, home, close };
}
afterEach(() => (hub = undefined));
const ended = (pulls: OwnerPulls, state: PullStatus['state']): Promise<PullStatus> =>
  vi.waitFor(() => {
    const [pull] = pulls.list();
    if (pull?.state !== state) throw new Error(`it is ${pull?.state}: ${pull?.problem?.message}`);
    return pull;
  }, 60_000);

test('a pull tells of itself, and its digest is what the hub said', async () => {
  const { pulls, told, home } = await open();
  expect(await pulls.start(MODEL)).toMatchObject({ state: 'looking', model: MODEL });
  const done = await ended(pulls, 'done');
  expect(done).toMatchObject({
    sha256: sha256(content),
    verified: true,
    bytes: content.byteLength,
    problem: null,
  });
  expect(told.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1])).toEqual([
    'looking',
    'fetching',
    'checking',
    'done',
  ]);
  expect((await modelsOf(home)).find(done.id ?? '')?.bytes).toBe(content.byteLength);
});

test('a connection that drops is told, and the pull goes on by itself', async () => {
  const { pulls, told } = await open({ dropAfter: ({ count }) => (count === 0 ? 50_000 : undefined) });
  await pulls.start(MODEL);
  expect(await ended(pulls, 'done')).toMatchObject({ resumed: 1, verified: true });
  const waiting = told.find(({ state }) => state === 'waiting');
  expect(waiting).toMatchObject({ bytes: 50_000, problem: { message: expect.stringContaining('dropped') } });
  expect(hub?.seen.at(-1)?.headers.range).toBe('bytes=50000-');
});

test('what is stopped keeps its bytes over a restart, goes on from there, and can be thrown away', async () => {
  const slow = { slowMs: 200 };
  const first = await open(slow);
  await first.pulls.start(MODEL);
  await vi.waitFor(() => expect(first.pulls.list()[0]?.bytes).toBeGreaterThan(0), 60_000);
  expect((await first.pulls.start(MODEL)).state).not.toBe('looking'); // the same one, not a second
  await first.close();
  const second = await open(slow, { home: first.home });
  const [kept] = second.pulls.list();
  expect(kept).toMatchObject({ state: 'stopped', model: MODEL, totalBytes: content.byteLength });
  const bytes = kept?.bytes ?? 0;
  expect(bytes).toBeGreaterThan(0);
  await second.pulls.start(MODEL);
  await vi.waitFor(() => expect(second.pulls.list()[0]?.bytes).toBeGreaterThan(bytes), 60_000);
  expect(await second.pulls.stop(MODEL)).toMatchObject({ state: 'stopped', problem: null });
  await second.pulls.stop(MODEL, { discard: true });
  expect(second.pulls.list()).toEqual([]);
  expect(second.told.at(-1)).toMatchObject({ state: 'discarded', model: MODEL });
  expect(readdirSync(first.home.downloads).filter((name) => name.includes('.part'))).toEqual([]);
  await expect(second.pulls.stop(MODEL)).rejects.toMatchObject({ code: 'not_found' });
});

test('what fails says why and what helps', async () => {
  const { pulls } = await open();
  await pulls.start('acme/other');
  expect((await ended(pulls, 'failed')).problem).toMatchObject({ code: 'unknown_model' });
});

test('nothing is fetched on a metered link without a yes, and no file or unknown name at all', async () => {
  const { pulls } = await open({}, { metered: 'yes' });
  await expect(pulls.start(MODEL)).rejects.toMatchObject({ code: 'metered_link' });
  await expect(pulls.start('./file.gguf')).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(pulls.start('qwen3.5-4c')).rejects.toMatchObject({ code: 'unknown_model' });
  expect(pulls.list()).toEqual([]);
  expect(hub?.seen).toEqual([]);
  await pulls.start(MODEL, { acceptMetered: true });
  await ended(pulls, 'done');
});
