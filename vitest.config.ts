import { defineConfig } from 'vitest/config';

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
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine takes longer than the second that is usual.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
