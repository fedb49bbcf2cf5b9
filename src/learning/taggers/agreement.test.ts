import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExtractTrainer } from '../students/extract.ts';
import { decodeModel } from '../students/extract/codec.ts';
import { orders, toExamples } from '../students/extract/testing/orders.ts';
import { readAgreement } from './agreement.ts';
import { packTagger } from './codec.ts';
import { createCores } from './cores.ts';

let folder: string;
let path: string;
const fresh = orders(40, 77).map(({ input, output }) => ({
  input,
  answer: JSON.parse(output) as Record<string, unknown>,
}));
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-agreement-'));
  const student = await createExtractTrainer().train(toExamples(orders(200, 1)), { skill: 'x', seed: 1 });
  path = join(folder, 'tagger.bin');
  writeFileSync(path, packTagger(decodeModel(student.save().get('extract.bin') ?? new Uint8Array()).core));
});
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

test('it agrees with right answers and disagrees with wrong ones, as sure as it is of its own', () => {
  const agreement = readAgreement(path, undefined, createCores());
  const right = fresh.map(({ input, answer }) => agreement(input, answer));
  const wrong = fresh.map(({ input, answer }) => agreement(input, { ...answer, boxes: 99 }));
  expect(mean(right)).toBeGreaterThan(1);
  expect(Math.max(...wrong)).toBeLessThanOrEqual(0);
  expect(mean(wrong)).toBeLessThan(-1);
  for (const value of [...right, ...wrong]) expect(Math.abs(value)).toBeLessThanOrEqual(4);
});

test('the order of the fields does not matter, everything else does', () => {
  const agreement = readAgreement(path, undefined, createCores());
  const { input, answer } = fresh.find((one) => agreement(one.input, one.answer) > 0)!;
  const sure = agreement(input, answer);
  expect(agreement(input, Object.fromEntries(Object.entries(answer).toReversed()))).toBe(sure);
  const { day: _, ...less } = answer;
  for (const other of [less, { ...answer, more: 1 }, null, 'send', [], {}])
    expect(agreement(input, other)).toBe(-sure);
});

test('it has nothing to say of what it declines, and of a text that it cannot read', () => {
  const { input, answer } = fresh[0]!;
  expect(readAgreement(path, { action: 'send' }, createCores())(input, answer)).toBe(0);
  expect(readAgreement(path, { action: 'keep' }, createCores())(input, answer)).not.toBe(0);
  for (const text of ['', ' ', 'word '.repeat(600)])
    expect(readAgreement(path, undefined, createCores())(text, answer)).toBe(0);
});
