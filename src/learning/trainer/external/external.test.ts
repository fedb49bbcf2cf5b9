import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { randomLlama } from '../../../kit/gguf/testing/random-llama.ts';
import { writeRandomLora } from '../../../kit/gguf/testing/random-lora.ts';
import { isRunning } from '../../../kit/testing/is-running.ts';
import type { TrainingJob } from '../job.ts';
import { createExternalTrainer, type ExternalTrainerOptions } from './external-trainer.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-external-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));
const base = join(folder, 'base.gguf');
writeFileSync(base, randomLlama());
const good = join(folder, 'good.gguf');
writeRandomLora(good);
const wide = join(folder, 'wide.gguf');
writeRandomLora(wide, { width: 128 });

const job = (name: string): TrainingJob => ({
  base,
  baseSha256: 'ab'.repeat(32),
  texts: [{ tokens: [1, 2, 3], from: 1 }],
  heldOut: [],
  settings: { rank: 4, alpha: 8, epochs: 2, rate: 1e-3, stepTokens: 4, seed: 1 },
  memoryBytes: 2 ** 30,
  threads: 1,
  folder: join(folder, name),
  out: join(folder, `${name}.gguf`),
});
/** A trainer that is a line of JavaScript; `job` is the content of job.json. */
const node = (line: string, options: Partial<ExternalTrainerOptions> = {}) =>
  createExternalTrainer({
    command: [
      process.execPath,
      '-e',
      `const fs = require('node:fs'); const job = JSON.parse(fs.readFileSync(process.argv[1])); ${line}`,
      '{job}',
      '{train}',
      '--to={out}',
    ],
    timeoutMs: 60_000,
    ...options,
  });
const COPY = `fs.copyFileSync(${JSON.stringify(good)}, job.out + '/adapter.gguf');`;

test('a command finds its job and texts, and its adapter is taken over', async () => {
  const report = await node(
    `if (fs.readFileSync(job.train, 'utf8') !== '{"tokens":[1,2,3],"from":1}\\n') process.exit(1);
     if (process.argv[2] !== job.train || process.argv[3] !== '--to=' + job.out) process.exit(2);
     if (process.cwd() !== fs.realpathSync(job.out + '/..') || fs.readdirSync(job.out).length > 0) process.exit(3);
     fs.writeFileSync(job.out + '/report.json', '{"steps":7,"loss":{"first":2,"last":1}}'); ${COPY}`,
  ).train(job('sound'));
  expect(report).toMatchObject({ steps: 7, tokens: 6, loss: { first: 2, last: 1, heldOut: null } });
  expect(readFileSync(job('sound').out)).toEqual(readFileSync(good));
});

test('what an earlier attempt left is not its result, and a report that is none does no harm', async () => {
  await node(`${COPY} fs.writeFileSync('kept', '')`).train(job('twice'));
  await expect(node(`if (!fs.existsSync('kept')) process.exit(1)`).train(job('twice'))).rejects.toMatchObject(
    {
      code: 'not_found',
    },
  );
  const report = await node(`${COPY} fs.writeFileSync(job.out + '/report.json', '{"steps":-1}')`).train(
    job('odd'),
  );
  expect(report).toMatchObject({ steps: 0, peakMemoryBytes: 0, loss: { first: Number.NaN } });
});

test('a command has the environment of its owner, without keys of providers', async () => {
  const env = { ...process.env, SOME_DEVICE: '1', OPENAI_API_KEY: 'sk-1', NEARMOST_HOME: '/x' };
  const line = `const e = process.env; if (e.SOME_DEVICE !== '1' || e.OPENAI_API_KEY || e.NEARMOST_HOME) process.exit(1);`;
  await expect(node(`${line} ${COPY}`, { env }).train(job('env'))).resolves.toMatchObject({ tokens: 6 });
});

test.each<[string, string, RegExp]>([
  [
    'fails',
    `console.log('epoch 1'); console.error('\\u001b[31mno room on device\\u0007\\u001b[0m'); process.exit(3)`,
    /code 3\. The end of its output: (?:epoch 1\n)?no room on device(?:\nepoch 1)?$/,
  ],
  ['dies', `process.kill(process.pid, 'SIGKILL')`, /SIGKILL\. The end of its output: \(none\)/],
  ['leaves nothing', '', /no adapter in/],
  [
    'leaves an adapter of another width',
    `fs.copyFileSync(${JSON.stringify(wide)}, job.out + '/adapter.gguf')`,
    /does not fit the base/,
  ],
  ['leaves half a file', `fs.writeFileSync(job.out + '/adapter.gguf', 'GGUF')`, /no sound GGUF file/],
  [
    'leaves a PEFT folder of another kind',
    `fs.writeFileSync(job.out + '/adapter_config.json', '{"peft_type":"IA3","r":4,"lora_alpha":8}')`,
    /kind IA3/,
  ],
])('a command that %s: a clear error, what was there before stays', async (name, line, message) => {
  const it = job(name.replaceAll(' ', '-'));
  writeFileSync(it.out, 'the old one');
  await expect(node(line).train(it)).rejects.toThrow(message);
  expect(readFileSync(it.out, 'utf8')).toBe('the old one');
});

test('a command that takes too long is ended, one that is not there is named, one that is empty is refused', async () => {
  const endless = 'setInterval(() => {}, 1000)';
  await expect(node(endless, { timeoutMs: 300 }).train(job('slow'))).rejects.toMatchObject({
    code: 'timeout',
  });
  const missing = createExternalTrainer({ command: [join(folder, 'no-such-program')] });
  await expect(missing.train(job('missing'))).rejects.toMatchObject({ code: 'engine_missing' });
  await expect(
    node(endless).train(job('stopped'), { signal: AbortSignal.timeout(300) }),
  ).rejects.toMatchObject({ code: 'cancelled' });
  expect(() => createExternalTrainer({ command: [] })).toThrow(
    expect.objectContaining({ code: 'config_invalid' }),
  );
});

const posix = process.platform !== 'win32';
test.runIf(posix)('what a command leaves running ends with it, even if it holds its output', async () => {
  const line = `const child = require('node:child_process').spawn(process.execPath,
    ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    fs.writeFileSync('pid', String(child.pid)); child.unref(); ${COPY} process.exit(0)`;
  await node(line).train(job('left'));
  const pid = Number(readFileSync(join(folder, 'left', 'external', 'pid'), 'utf8'));
  expect(isRunning(process.pid)).toBe(true);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test.runIf(posix)('a command stands still while it is told to', async () => {
  let paused = true;
  const lines = join(folder, 'lines');
  writeFileSync(lines, '');
  const count = (): number => readFileSync(lines).length;
  const running = node(
    `setInterval(() => { fs.appendFileSync(${JSON.stringify(lines)}, 'x');
     if (fs.existsSync('end')) { ${COPY} process.exit(0) } }, 20)`,
  ).train(job('paused'), { paused: () => paused });
  // it is told half a second after its start; from then on nothing comes
  let before = -1;
  await expect
    .poll(() => [before, (before = count())], { interval: 700 })
    .toSatisfy(([old, now]: number[]) => old === now && now !== undefined && now > 0);
  writeFileSync(join(folder, 'paused', 'external', 'end'), '');
  paused = false;
  await expect(running).resolves.toMatchObject({ tokens: 6 });
});
