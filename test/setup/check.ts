// `npm run check`: types, lint, format, architecture and file size, side by side. Exits non-zero when one fails.
import { spawn } from 'node:child_process';

const STEPS: [name: string, command: string, args: string[]][] = [
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the console', 'tsc', ['-p', 'console/tsconfig.json']],
  ['types of its tests', 'tsc', ['-p', 'test/console/tsconfig.json']],
  ['lint', 'oxlint', ['--type-aware', '--quiet']],
  ['format', 'oxfmt', ['--check', '.']],
  [
    'architecture',
    'vitest',
    ['run', 'test/architecture.test.ts', 'test/file-size.test.ts', '--reporter=dot'],
  ],
];

/** Runs one step to its end and gives back its output. */
function run(command: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, { shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => done({ ok: false, output: String(error) }));
    child.on('close', (code) => done({ ok: code === 0, output }));
  });
}

const started = performance.now();
const results = await Promise.all(
  STEPS.map(async ([name, command, args]) => ({ name, ...(await run(command, args)) })),
);
for (const { name, ok, output } of results) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) console.log(output.trimEnd());
}
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
