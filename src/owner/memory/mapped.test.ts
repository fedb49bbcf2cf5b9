import { expect, test } from 'vitest';
import type { ModelRecord, ResidentState } from '../../contract/index.ts';
import { mapped } from './mapped.ts';

const state: ResidentState = {
  model: 'local/house',
  pid: 7,
  state: 'ready',
  active: 0,
  contextSize: 512,
  threads: 1,
  loadedAt: 0,
  lastUsedAt: 0,
  memory: { residentBytes: 100, method: 'measured' },
  bytes: 100,
  method: 'measured',
  softBytes: 30,
  shrunk: false,
  pinned: false,
  adapters: [
    { path: '/x/title.gguf', bytes: 5 },
    { path: '/x/unknown.gguf', bytes: 1 },
  ],
};
const records = [{ id: 'house+title', path: '/x/title.gguf', adapter: { base: 'house' } } as ModelRecord];

test('the parts are the whole, and no process id leaves', () => {
  const model = mapped(state, records);
  expect(model).toMatchObject({ adapterBytes: 6, kvBytes: 30, weightBytes: 64 });
  expect(model.adapters).toEqual(['title', 'a learned skill']);
  expect(model).not.toHaveProperty('pid');
});

test('no part is less than nothing when less is held than was foreseen', () => {
  const { adapterBytes, kvBytes, weightBytes } = mapped({ ...state, bytes: 20 }, records);
  expect([adapterBytes, kvBytes, weightBytes]).toEqual([6, 14, 0]);
});
