import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Runtime, RuntimeEvent } from '../../contract/index.ts';
import { createFakeRuntime } from '../../http/testing/fake-runtime.ts';
import { systemClock } from '../../kit/clock.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { createHistory } from './history.ts';
import { createOwnerMemory } from './memory.ts';

/** A runtime that knows pins and nothing else of memory. */
function pinning(): { runtime: Runtime; pinned: Set<string>; emit: (event: RuntimeEvent) => void } {
  const fake = createFakeRuntime();
  const pinned = new Set<string>();
  const pin = (model: string, on: boolean): string[] => {
    pinned[on ? 'add' : 'delete'](model);
    return [...pinned];
  };
  return { runtime: { ...fake, pin }, pinned, emit: fake.emit };
}

test('a pin is kept in the settings, and pins that follow each other all count', async () => {
  const home = tempHome();
  const { runtime } = pinning();
  const memory = createOwnerMemory(
    { home, runtime, clock: systemClock, env: {}, cwd: home.dir },
    createHistory(runtime),
  );
  await Promise.all([memory.pin('local/a', true), memory.pin('local/b', true)]);
  expect(await memory.pin('local/a', false)).toEqual(['local/b']);
  expect(JSON.parse(readFileSync(home.config, 'utf8'))).toEqual({ memory: { pinned: ['b'] } });
});

test('a pin that cannot be kept is taken back', async () => {
  const home = tempHome();
  const { runtime, pinned } = pinning();
  const memory = createOwnerMemory(
    { home, runtime, clock: systemClock, env: {}, cwd: home.dir },
    createHistory(runtime),
  );
  mkdirSync(home.config); // a folder stands where the file should be
  await expect(memory.pin('local/a', true)).rejects.toThrow();
  expect([...pinned]).toEqual([]);
});

test('the history holds what concerns memory, the newest first and no more than so many', async () => {
  const { runtime, emit } = pinning();
  const history = createHistory(runtime, 2);
  for (const at of [1, 2, 3]) emit({ type: 'model-load', model: `m${at}`, at });
  emit({ type: 'request-start', requestId: 'r', app: 'a', model: 'm', at: 4 });
  expect(history.newest().map(({ model }) => model)).toEqual(['m3', 'm2']);
  history.close();
  emit({ type: 'model-load', model: 'late', at: 5 });
  expect(history.newest()).toHaveLength(2);
});
