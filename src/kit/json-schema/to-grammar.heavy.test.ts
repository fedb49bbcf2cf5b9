import fc from 'fast-check';
import { getLlama, type Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { anySchema } from './testing/any-schema.ts';
import { sampleGrammar } from './testing/gbnf-sampler.ts';
import { schemaToGrammar } from './to-grammar.ts';

let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ build: 'never', gpu: false, progressLogs: false, logger: () => undefined });
});
afterAll(() => llama.dispose());

/** llama.cpp's own judgement of a text; below the public surface, see the engine's native.ts. */
async function accepts(grammar: string): Promise<(text: string) => boolean> {
  const made = await llama.createGrammar({ grammar });
  return (text) => (made as unknown as { _testText(text: string): boolean })._testText(text);
}

test('llama.cpp reads every grammar and means the same by it', async () => {
  await fc.assert(
    fc.asyncProperty(anySchema(), fc.nat(), async (schema, seed) => {
      const { grammar } = schemaToGrammar(schema);
      const fits = await accepts(grammar);
      const next = createRandom(seed);
      for (let count = 0; count < 3; count++) {
        const text = sampleGrammar(grammar, next);
        expect([text, fits(text)]).toEqual([text, true]);
      }
      expect(fits('{"surely": not JSON')).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('spans and numbers are held as they are meant', async () => {
  const span = await accepts(
    schemaToGrammar({ type: 'string', 'x-nearmost-span': true }, { spanText: 'play "Ella", now' }).grammar,
  );
  expect(['"Ella"', '"\\"Ella\\","', '"play \\"Ella"', '"now"'].map(span)).toEqual([true, true, true, true]);
  expect(['"Ell"', '"Ella now"', '""', '"play  now"'].map(span)).toEqual([false, false, false, false]);
  const number = await accepts(schemaToGrammar({ type: 'integer', minimum: -5, maximum: 120 }).grammar);
  expect(['-5', '0', '99', '120'].map(number)).toEqual([true, true, true, true]);
  expect(['-6', '121', '007', '1e2', '22825E827', ''].map(number)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('a span of a long message and a large schema are read in time', async () => {
  const words = Array.from({ length: 500 }, (_, index) => `word${index},`).join(' ');
  const properties = Object.fromEntries(
    Array.from({ length: 80 }, (_, index) => [`slot${index}`, { type: 'string', 'x-nearmost-span': true }]),
  );
  const fits = await accepts(schemaToGrammar({ type: 'object', properties }, { spanText: words }).grammar);
  expect(fits('{"slot3": "word7, word8, word9"}')).toBe(true);
  expect(fits('{"slot3": "word7, word9"}')).toBe(false);
});
