import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Files of tests that try values made up by fast-check: by name, or through a helper. Loading it costs the others time. */
const PROPERTIES = /fast-check|\/hostile\.ts|\/any-schema\.ts/;

// A run on another machine tries the same values, so that it fails for a reason that is found again. Others: SEED=7 npm test
const { testPath = '' } = expect.getState();
if (testPath !== '' && PROPERTIES.test(readFileSync(testPath, 'utf8'))) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 21_112_026) });
}
