import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel, type Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelInfo } from '../model-info.ts';
import { readGguf } from '../read.ts';
import { randomBert } from './random-bert.ts';
import { randomLlama } from './random-llama.ts';

const folder = mkdtempSync(join(tmpdir(), 'random-models-'));
let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ build: 'never', gpu: false, logLevel: LlamaLogLevel.disabled, maxThreads: 1 });
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test.each(['F32', 'F16', 'Q8_0', 'Q4_0'] as const)(
  'a random %s llama loads and writes printable ASCII, the same each time',
  async (type) => {
    const modelPath = file(`${type}.gguf`, randomLlama({ type, seed: 7 }));
    const info = modelInfo(await readGguf(modelPath));
    const model = await llama.loadModel({ modelPath });
    expect(model.trainContextSize).toBe(info.contextLength);
    expect(model.embeddingVectorSize).toBe(info.embeddingLength);
    const write = async (): Promise<string> => {
      const context = await model.createContext({ contextSize: 128, threads: 1 });
      const tokens = [];
      for await (const token of context
        .getSequence()
        .evaluate(model.tokenize('Hello, 7!'), { temperature: 0 })) {
        tokens.push(token);
        if (tokens.length === 40) break;
      }
      await context.dispose();
      return model.detokenize(tokens);
    };
    const first = await write();
    expect(first).toMatch(/^[\x20-\x7e]{40}$/);
    expect(await write()).toBe(first);
    await model.dispose();
  },
);

test('a random encoder loads and tells texts apart', async () => {
  const modelPath = file('bert.gguf', randomBert());
  expect(modelInfo(await readGguf(modelPath))).toMatchObject({ embeddingOnly: true, headLength: 16 });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createEmbeddingContext({ threads: 1 });
  const vector = async (text: string): Promise<readonly number[]> =>
    (await context.getEmbeddingFor(text)).vector;
  const one = await vector('a red house');
  expect(one).toHaveLength(64);
  expect(one.every(Number.isFinite)).toBe(true);
  expect(await vector('a red house')).toEqual(one);
  expect(await vector('taxes')).not.toEqual(one);
  await model.dispose();
});
