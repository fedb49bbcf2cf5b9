import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKept, type Kept, type KeepSequence, worthReading } from './kept.ts';
import { listKept, pruneKept } from './kept-files.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'kept-'))));
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const AGE = 3_600_000;
const tokens = (count: number, first = 1): number[] => Array.from({ length: count }, (_, at) => at + first);
const sequence = (list: number[], more: Partial<KeepSequence> = {}): KeepSequence => ({
  id: 0,
  tokens: list,
  group: '',
  at: Date.now(),
  ...more,
});

/** States over native code that writes a token as ten bytes. */
function open(mostBytes = 1e6, base = 'base'): Kept {
  return createKept({
    folder,
    mostBytes,
    maxAgeMs: AGE,
    base,
    contextSize: 4096,
    context: {
      async saveSequenceStateToFile(path, _id, list) {
        writeFileSync(path, [...list].map((token) => String(token).padStart(10)).join(''));
        return 0;
      },
      async loadSequenceStateFromFile(path) {
        const text = readFileSync(path, 'utf8');
        return Uint32Array.from({ length: text.length / 10 }, (_, at) =>
          Number(text.slice(at * 10, at * 10 + 10)),
        );
      },
      disposeSequence: () => undefined,
    },
  });
}

test.each([
  ['short', 100, 50, 1000, false],
  ['read sooner', 10_000, 1000, 1000, true],
  ['computed sooner', 10e6, 1000, 20_000, false],
  ['speed unknown', 10e6, 1000, null, true],
] as const)('worth reading: %s', (_, bytes, count, rate, worth) => {
  expect(worthReading({ bytes, tokens: count }, 100e6, rate)).toBe(worth);
});

test('the state that shares most is found, within its base and adapter', async () => {
  await open().save([
    sequence(tokens(200)),
    sequence([...tokens(150), 9000]),
    sequence(tokens(300), { group: 'a' }),
  ]);
  const kept = open();
  const file = kept.find(tokens(400), '', 0);
  expect(file?.tokens).toEqual(tokens(200));
  expect(await kept.restore(file ?? expect.fail(), 0)).toEqual(tokens(200));
  expect(kept.find(tokens(400), '', 150)).toBeUndefined();
  expect(kept.find(tokens(400), 'a', 0)?.tokens).toHaveLength(300);
  expect(kept.find(tokens(400), 'b', 0)).toBeUndefined();
  expect(open(1e6, 'other').find(tokens(400), '', 0)).toBeUndefined();
  expect(kept.find(tokens(100), '', 0)).toBeUndefined();
});

test('a longer state of a conversation takes the place of the shorter one', async () => {
  await open().save([sequence(tokens(200))]);
  const kept = open();
  await kept.save([sequence(tokens(250)), sequence(tokens(220))]);
  expect(listKept(folder, AGE, Date.now()).map((file) => file.tokens.length)).toEqual([250]);
});

test('the bytes of all are bounded, and one that is too large is not written', async () => {
  const kept = open(5000);
  for (const first of [1, 1000, 2000]) await kept.save([sequence(tokens(200, first))]);
  await kept.save([sequence(tokens(600, 5000))]);
  const firsts = listKept(folder, AGE, Date.now()).map((file) => file.tokens[0]);
  expect(firsts.toSorted((a = 0, b = 0) => a - b)).toEqual([1000, 2000]);
  expect(readdirSync(folder)).toHaveLength(4);
});

test('what is no state of ours, too old or half-written is deleted; a file being written is not', async () => {
  await open().save([sequence(tokens(200)), sequence(tokens(200, 500))]);
  const [old = ''] = listKept(folder, AGE, Date.now()).map(({ name }) => name);
  utimesSync(join(folder, `${old}.kv`), 1, 1);
  writeFileSync(join(folder, 'lonely.json'), '{}');
  mkdirSync(join(folder, 'folder.kv'));
  for (const [name, head] of Object.entries({
    a: 'null',
    b: '{"key":"x","tokens":[1,-0.5,"a"],"bytes":1,"crc":1}',
    c: '[',
  })) {
    writeFileSync(join(folder, `${name}.kv`), 'x');
    writeFileSync(join(folder, `${name}.json`), head);
    utimesSync(join(folder, `${name}.kv`), 1, 1);
  }
  writeFileSync(join(folder, 'new-1-dead'), 'x');
  utimesSync(join(folder, 'new-1-dead'), 1, 1);
  writeFileSync(join(folder, 'new-2-alive'), 'x');
  expect(listKept(folder, AGE, Date.now())).toHaveLength(1);
  expect(readdirSync(folder).filter((name) => !/^[0-9a-f]{40}\./.test(name))).toEqual(['new-2-alive']);
});

test('what nobody came back to is pruned, and a folder that is not there is no trouble', async () => {
  await open().save([sequence(tokens(200)), sequence(tokens(200, 500))]);
  const [old = ''] = listKept(folder, AGE, Date.now()).map(({ name }) => name);
  utimesSync(join(folder, `${old}.kv`), 1, 1);
  pruneKept(folder, AGE, Date.now());
  pruneKept(join(folder, 'none'), AGE, Date.now());
  expect(readdirSync(folder)).toHaveLength(2);
  expect(readdirSync(folder).some((name) => name.startsWith(old))).toBe(false);
});

test('a state that is not what its head says is deleted', async () => {
  await open().save([sequence(tokens(200))]);
  const kept = open();
  const file = kept.find(tokens(400), '', 0) ?? expect.fail();
  writeFileSync(join(folder, `${file.name}.kv`), 'y'.repeat(file.bytes));
  expect(await kept.restore(file, 0)).toEqual([]);
  expect(kept.find(tokens(400), '', 0)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});
