import { rmSync } from 'node:fs';
import { createLlamaCpp } from '../../src/engines/llama-cpp.ts';
import type { LoadedModel } from '../../src/contract/index.ts';
import { median } from '../lib/median.ts';
import { benchRecord } from '../lib/bench-record.ts';

export interface Resume {
  /** Milliseconds to the first token of a model that is loaded: prompt computed, prompt read back. */
  computedMs: number;
  restoredMs: number;
  /** Median of the rounds' ratios; with the load of the weights on both sides. */
  speedup: number;
  speedupWithLoad: number;
  tokens: number;
  bytes: number;
}

/** Milliseconds until the first token, and how much of the prompt was there. */
async function firstToken(model: LoadedModel, content: string): Promise<{ ms: number; cached: number }> {
  const began = performance.now();
  const messages = [{ role: 'user' as const, content }];
  const request = { model: 'bench', messages, maxTokens: 1, temperature: 0 };
  let ms = Number.NaN;
  let cached = 0;
  for await (const part of model.chat(request, { keep: true })) {
    if (part.type === 'text' && Number.isNaN(ms)) ms = performance.now() - began;
    if (part.type === 'usage') cached = part.usage.cachedInputTokens ?? 0;
  }
  return { ms: Number.isNaN(ms) ? performance.now() - began : ms, cached };
}

/** A conversation whose model was unloaded: computed again against read back. A byte of the random model is a token. */
export async function measureResume(
  path: string,
  folder: string,
  { tokens, rounds }: { tokens: number; rounds: number },
): Promise<Resume> {
  const engine = createLlamaCpp({ keep: { folder, mostBytes: 2e9, maxAgeMs: 3_600_000 } });
  const model = await benchRecord(path);
  const content = 'what was said so far, in many words; '.repeat(Math.ceil(tokens / 37)).slice(0, tokens);
  const found: { computed: number; restored: number; loads: [number, number] }[] = [];
  /** A new process, a first answer to something else that warms it, then the conversation. */
  const once = async (): Promise<{ ms: number; cached: number; loadMs: number }> => {
    engine.warm();
    const began = performance.now();
    const loaded = await engine.load({ model, contextSize: tokens + 128, sequences: 1, threads: 1 });
    const loadMs = performance.now() - began;
    try {
      return { ...(await firstToken(loaded, content)), loadMs };
    } finally {
      await loaded.close();
    }
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      rmSync(folder, { recursive: true, force: true });
      const computed = await once();
      const restored = await once();
      if (computed.cached > 0 || restored.cached < tokens * 0.9)
        throw new Error(`nothing was restored: ${computed.cached}, ${restored.cached} tokens`);
      found.push({ computed: computed.ms, restored: restored.ms, loads: [computed.loadMs, restored.loadMs] });
    }
  } finally {
    await engine.close();
  }
  const { info } = model;
  const layer = info.kvHeads * info.headLength * 2 * 2;
  return {
    computedMs: median(found.map(({ computed }) => computed)),
    restoredMs: median(found.map(({ restored }) => restored)),
    speedup: median(found.map(({ computed, restored }) => computed / restored)),
    speedupWithLoad: median(
      found.map(({ computed, restored, loads: [one, two] }) => (computed + one) / (restored + two)),
    ),
    tokens,
    bytes: layer * info.layers * tokens,
  };
}
