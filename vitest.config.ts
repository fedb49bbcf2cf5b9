import { defineConfig } from 'vitest/config';

// Settings, keys, proxies and colours of the person who runs the tests are none of theirs.
for (const name of Object.keys(process.env))
  if (/^NEARMOST_|^(COLUMNS|FORCE_COLOR|HF_TOKEN|NO_COLOR|NODE_USE_ENV_PROXY)$|_API_KEY$|_PROXY$/i.test(name))
    delete process.env[name];

// Heavy tests load real models: one file at a time keeps two cores from starving each other.
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'models/**/*.test.ts',
      'examples/**/*.test.ts',
      'console/**/*.test.ts',
    ],
    setupFiles: ['test/setup/fixed-seed.ts'],
    // What takes a second here takes a minute on a machine that is slow and busy: these end only what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
