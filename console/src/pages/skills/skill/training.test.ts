import { expect, test, vi } from 'vitest';

vi.mock('../../../api/call.ts', () => ({
  CallError: class extends Error {
    constructor(message: string, details: object) {
      super(message);
      Object.assign(this, details);
    }
  },
  open: () => Promise.reject(new Error('not here')),
}));
const { advance } = await import('./training.ts');

const begun = { state: 'running' as const, words: 'Getting ready …', students: [], stop: () => undefined };

test('progress, result and error of a training', () => {
  expect(advance(begun, { progress: 'training probe: 1 of 2' })).toMatchObject({
    state: 'running',
    words: 'training probe: 1 of 2',
  });
  expect(advance(begun, { result: { students: [] } })).toMatchObject({ state: 'done', students: [] });
  expect(advance(begun, { error: { message: 'no base', hint: 'pull one' } })).toMatchObject({
    state: 'failed',
    error: { message: 'no base', hint: 'pull one', code: 'unknown' },
  });
  expect(advance(begun, {})).toBe(begun);
});
