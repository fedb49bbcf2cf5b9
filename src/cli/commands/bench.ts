import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineCommand } from '../command.ts';

const runner = new URL('../../../bench/main.ts', import.meta.url);

/** Runs the benchmarks of a checkout. */
export const command = defineCommand({
  summary: 'run a benchmark of this checkout',
  group: 'Look',
  rank: 90,
  available: () => existsSync(runner) && import.meta.url.endsWith('.ts'),
  args: [['[name]', 'benchmark; without it, all are listed']],
  options: [
    { flags: '--quick', words: 'fewer cases, within 50 s' },
    { flags: '--full', words: 'as many cases as it takes' },
    { flags: '--data <folder>', words: 'use this data instead of the public sets' },
    { flags: '--write', words: 'store the figures under bench/results/' },
  ],
  examples: [
    ['bench', 'list the benchmarks'],
    ['bench startup --quick', 'measure start-up times in under a minute'],
  ],
  async run(cli, { args, options }) {
    const { spawn } = await import('node:child_process');
    const flags = ['quick', 'full', 'write']
      .filter((name) => options[name] === true)
      .map((name) => `--${name}`);
    const data = typeof options['data'] === 'string' ? ['--data', options['data']] : [];
    const child = spawn(
      process.execPath,
      [fileURLToPath(runner), ...args, ...flags, ...data, ...(cli.json ? ['--json'] : [])],
      { stdio: 'inherit' },
    );
    process.exitCode = await new Promise<number>((done) => {
      child.on('close', (code) => done(code ?? 1));
    });
  },
});
