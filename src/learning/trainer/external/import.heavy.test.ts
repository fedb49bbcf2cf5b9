import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readGguf } from '../../../kit/gguf/read.ts';
import { RANDOM_ARCHITECTURES, randomModel } from '../../../kit/gguf/testing/random-models.ts';
import type { ModelShape } from '../architectures/model.ts';
import { readShape } from '../architectures/read-shape.ts';
import { modelWeights } from '../architectures/weights.ts';
import { createRandom, normal } from '../../../kit/random.ts';
import { loadInLlamaCpp, openLlamaCpp, probabilitiesInLlamaCpp } from '../testing/llama-cpp.ts';
import { ownProbabilities } from '../testing/own-logits.ts';
import { importAdapter } from './import-adapter.ts';
import { type Matrix, writeSafetensors } from './testing/write-safetensors.ts';

const RANK = 3;
const SHA256 = 'ab'.repeat(32);
const MODULES: Readonly<Record<string, string>> = {
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};
const TOKENS = Array.from({ length: 20 }, (_, i) => (i * 37 + 5) % 300);
const POSITIONS = [0, 9, 19];

const folder = mkdtempSync(join(tmpdir(), 'nearmost-import-'));
let llama: Llama;
beforeAll(async () => {
  llama = await openLlamaCpp();
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

/** Random factors of every linear layer, with rows as the authors of the model order them. */
function randomFactors(shape: ModelShape): Map<string, { a: Matrix; b: Matrix }> {
  const random = createRandom(11);
  const matrix = (rows: number, columns: number, deviation: number): Matrix => ({
    shape: [rows, columns],
    data: Float32Array.from({ length: rows * columns }, () => deviation * normal(random)),
  });
  return new Map(
    [...modelWeights(shape)].flatMap(([name, [out = 0, input = 0]]) =>
      name.startsWith('blk.') && input > 0
        ? [[name, { a: matrix(RANK, input, 1 / Math.sqrt(input)), b: matrix(out, RANK, 0.1) }] as const]
        : [],
    ),
  );
}

const turned = ({ shape: [rows, columns], data }: Matrix): Matrix => ({
  shape: [columns, rows],
  data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)] as number),
});

/** What PEFT and mlx-lm leave behind for such factors. */
const WRITERS = {
  peft(out: string, factors: ReturnType<typeof randomFactors>, shape: ModelShape) {
    const config = { peft_type: 'LORA', r: RANK, lora_alpha: 6, bias: 'none', init_lora_weights: true };
    writeFileSync(join(out, 'adapter_config.json'), JSON.stringify(config));
    // models that also see pictures keep their text part one level deeper
    const inside = shape.architecture === 'gemma3' ? 'model.language_model' : 'model';
    const tensors = new Map<string, Matrix>();
    for (const [name, { a, b }] of factors) {
      const [, layer, part = ''] = name.split('.');
      const at = `base_model.model.${inside}.layers.${layer}.${MODULES[part]}`;
      tensors.set(`${at}.lora_A.weight`, a).set(`${at}.lora_B.weight`, b);
    }
    writeSafetensors(join(out, 'adapter_model.safetensors'), tensors);
  },
  mlx(out: string, factors: ReturnType<typeof randomFactors>) {
    const config = {
      fine_tune_type: 'lora',
      num_layers: -1,
      lora_parameters: { rank: RANK, scale: 2, dropout: 0 },
    };
    writeFileSync(join(out, 'adapter_config.json'), JSON.stringify(config));
    const tensors = new Map<string, Matrix>();
    for (const [name, { a, b }] of factors) {
      const [, layer, part = ''] = name.split('.');
      const at = `model.layers.${layer}.${MODULES[part]}`;
      tensors.set(`${at}.lora_a`, turned(a)).set(`${at}.lora_b`, turned(b));
    }
    writeSafetensors(join(out, 'adapters.safetensors'), tensors);
  },
};

/** Rows of a llama's queries or keys, which a GGUF file keeps as pairs of neighbours, as the two halves of each head. */
function inHalves(values: Float32Array, headWidth: number): Float32Array {
  const columns = 64;
  return values.map((_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const [head, within] = [Math.floor(row / headWidth), row % headWidth];
    const [half, pair] = [Math.floor(within / (headWidth / 2)), within % (headWidth / 2)];
    return values[(head * headWidth + 2 * pair + half) * columns + column] as number;
  });
}

describe.each(RANDOM_ARCHITECTURES)('%s', (architecture) => {
  test.each(['peft', 'mlx'] as const)('an adapter of %s answers in llama.cpp as here', async (kind) => {
    const base = join(folder, `${architecture}.gguf`);
    writeFileSync(base, randomModel({ architecture, width: architecture === 'gemma3' ? 256 : 64, seed: 4 }));
    const shape = readShape(base, await readGguf(base));
    const factors = randomFactors(shape);
    const out = join(folder, `${architecture}-${kind}`);
    mkdirSync(out);
    WRITERS[kind](out, factors, shape);
    const adapter = `${out}.gguf`;
    const info = await importAdapter({ from: out, to: adapter, base, baseSha256: SHA256 });
    expect(info).toMatchObject({ rank: RANK, alpha: 6, baseSha256: SHA256 });
    expect(info.targets).toHaveLength(7 * shape.layers);

    // the model of its authors: halves of a head turn together, and the change is added to the weights
    const own = await ownProbabilities(base, TOKENS, {
      shape: (same) => ({ ...same, rope: { ...same.rope, pairing: 'halves' } }),
      weight(name, values) {
        const theirs =
          architecture === 'llama' && /attn_[qk]\.weight$/.test(name)
            ? inHalves(values, shape.headWidth)
            : values;
        const pair = factors.get(name);
        return pair ? theirs.map((value, i) => value + 2 * productAt(pair, i)) : theirs;
      },
    });
    const model = await loadInLlamaCpp(base, llama);
    const options = { positions: POSITIONS, cache: 'F32' } as const;
    const plain = await probabilitiesInLlamaCpp(model, TOKENS, options);
    const adapted = await probabilitiesInLlamaCpp(model, TOKENS, { ...options, adapter });
    await model.dispose();
    let [error, change] = [0, 0];
    for (const [i, probabilities] of adapted.entries())
      for (const [id, probability] of probabilities) {
        error = Math.max(error, Math.abs(probability - (own[POSITIONS[i] as number]?.[id] ?? Number.NaN)));
        change = Math.max(change, Math.abs(probability - (plain[i]?.get(id) ?? 0)));
      }
    expect(change).toBeGreaterThan(0.02);
    // what is left of gemma is its table of gelu in half precision
    expect(error).toBeLessThan(architecture === 'gemma3' ? 5e-4 : 1e-5);
  });
});

/** Number `i` of B A. */
function productAt({ a, b }: { a: Matrix; b: Matrix }, i: number): number {
  const [, columns] = a.shape;
  const [row, column] = [Math.floor(i / columns), i % columns];
  let sum = 0;
  for (let r = 0; r < RANK; r++)
    sum += (b.data[row * RANK + r] as number) * (a.data[r * columns + column] as number);
  return sum;
}
