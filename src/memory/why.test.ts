import { expect, test } from 'vitest';
import type { ModelRecord } from '../contract/index.ts';
import type { Slot } from './slots.ts';
import { whyGone, whyLoaded } from './why.ts';

const record = { id: 'big' } as ModelRecord;
const slot = { record: { id: 'small' }, usedAt: 0 } as Slot;
const waits = { record, app: 'mail', who: {} };

test('a load says who asked', () => {
  expect(whyLoaded(waits)).toBe('asked by mail');
  expect(whyLoaded({ record, app: 'default', who: { byOwner: true } })).toBe('you asked for it');
  expect(whyLoaded({ record })).toBe('it will be asked soon');
});

test('what goes says for what', () => {
  expect(whyGone(slot, [waits], { idleMs: 0 }, 1000)).toBe('room for big, asked by mail');
  expect(whyGone(slot, [], { idleMs: 0 }, 1000)).toBe('memory was needed');
  expect(whyGone(slot, [waits], { idleMs: 300_000 }, 300_000)).toBe('not used for 5 minutes');
  expect(whyGone(slot, [], { idleMs: 20_000 }, 20_000)).toBe('not used for 20 s');
});
