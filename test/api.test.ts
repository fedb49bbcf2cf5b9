import { expect, test } from 'vitest';

// What programs build on. A change here is a change for every user: say so in CHANGELOG.md.
test('the library exports these names', async () => {
  expect(Object.keys(await import('../src/index.ts')).toSorted()).toEqual([
    'NearmostError',
    'createRuntime',
    'defineConfig',
    'defineEngine',
    'defineProvider',
  ]);
});

test('the contract exports these names', async () => {
  expect(Object.keys(await import('../src/contract/index.ts')).toSorted()).toEqual([
    'ERRORS',
    'LABELS',
    'LEARNING_APP',
    'NearmostError',
    'STUDENT_KINDS',
    'defineConfig',
    'defineEngine',
    'defineProvider',
    'redact',
    'settingsSchema',
  ]);
});

test('the client exports these names', async () => {
  expect(Object.keys(await import('../src/client/index.ts')).toSorted()).toEqual([
    'NearmostError',
    'createClient',
  ]);
  expect(Object.keys(await import('../src/client/ai-sdk/index.ts'))).toEqual(['createNearmost']);
});
