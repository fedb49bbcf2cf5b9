import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGguf } from '../../../kit/gguf/read.ts';
import { readTensor, tensorNamed } from '../../../kit/gguf/read-tensor.ts';
import { RANDOM_ARCHITECTURES } from '../../../kit/gguf/testing/random-models.ts';
import { loadInLlamaCpp, openLlamaCpp, probabilitiesInLlamaCpp } from '../testing/llama-cpp.ts';
import { ownProbabilities } from '../testing/own-logits.ts';
import { tinyJob } from '../testing/tiny-job.ts';
import { runJob } from './run-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-adapter-'));
let llama: Llama;
beforeAll(async () => {
  llama = await openLlamaCpp();
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

const RANK = 4;

/** Adds scale * B A to the weights that an adapter in a file changes. */
async function merged(path: string, scale: number) {
  const header = await readGguf(path);
  const names = new Set(header.tensors.map(({ name }) => name));
  const factor = (name: string): Float32Array => readTensor(path, header, tensorNamed(header, name));
  return (name: string, values: Float32Array): Float32Array => {
    if (!names.has(`${name}.lora_a`)) return values;
    const [a, b] = [factor(`${name}.lora_a`), factor(`${name}.lora_b`)];
    const width = a.length / RANK;
    return values.map((value, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      let sum = 0;
      for (let r = 0; r < RANK; r++) sum += (b[row * RANK + r] as number) * (a[r * width + column] as number);
      return value + scale * sum;
    });
  };
}

const ALL = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'];
const SOME = ['attn_q', 'attn_v', 'ffn_down'];

test.each([
  ...RANDOM_ARCHITECTURES.map((architecture) => ({ architecture, matrices: ALL })),
  { architecture: 'llama' as const, matrices: SOME },
])(
  'a trained adapter of $architecture ($matrices.length matrices) answers in llama.cpp as the trainer computes it',
  async ({ architecture, matrices }) => {
    const job = tinyJob(folder, {
      architecture,
      settings: { epochs: 8, rank: RANK, alpha: 6, rate: 1e-2, ...(matrices === ALL ? {} : { matrices }) },
    });
    const report = await runJob(job);
    const { tensors } = await readGguf(job.out);
    expect(new Set(tensors.map(({ name }) => name.split('.')[2]))).toEqual(new Set(matrices));
    expect(report.loss.last).toBeLessThan(report.loss.first - 1);
    const tokens = job.heldOut[0]?.tokens ?? [];
    const positions = tokens.map((_, i) => i);
    const own = await ownProbabilities(job.base, tokens, { weight: await merged(job.out, 6 / RANK) });
    const model = await loadInLlamaCpp(job.base, llama);
    const plain = await probabilitiesInLlamaCpp(model, tokens, { positions });
    const adapted = await probabilitiesInLlamaCpp(model, tokens, { positions, adapter: job.out });
    await model.dispose();
    let [error, change] = [0, 0];
    for (const [i, probabilities] of adapted.entries()) {
      expect(probabilities.size).toBeGreaterThanOrEqual(100);
      for (const [id, probability] of probabilities) {
        error = Math.max(error, Math.abs(probability - (own[i]?.[id] ?? Number.NaN)));
        change = Math.max(change, Math.abs(probability - (plain[i]?.get(id) ?? 0)));
      }
    }
    expect(change).toBeGreaterThan(0.1);
    expect(error).toBeLessThan(1e-3);
  },
);

test('matrices that the base does not have are refused', async () => {
  const job = tinyJob(folder, { architecture: 'llama', settings: { matrices: ['attn_qkv'] } });
  await expect(runJob(job)).rejects.toMatchObject({ code: 'invalid_request', param: 'matrices' });
});
