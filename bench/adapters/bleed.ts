import { createLlamaCpp } from '../../src/engines/llama-cpp.ts';
import { normals } from '../../src/kit/gguf/testing/normals.ts';
import type { LoadedModel } from '../../src/contract/index.ts';
import { benchRecord } from '../lib/bench-record.ts';

export interface Bleed {
  answers: number;
  /** Answers that differ from what the same adapter said alone. */
  different: number;
  /** Of those, where both tokens were not equally likely: more than rounding in a batch of another size explains. */
  bled: number;
  /** Different answers to one prompt over all adapters, at least: how much there was to mix up. */
  distinct: number;
  seconds: number;
}

const CLIENTS = 8;
const TOKENS = 8;
/** Two tokens whose logarithms are this close are equally likely but for rounding. */
const TIE = 0.01;
const PROMPTS = [
  'wake me at 6:30 tomorrow',
  'play something by the new band',
  'will it rain in oslo on friday',
  'remind me to call the bank',
  'book a table for two tonight',
];

async function answer(model: LoadedModel, content: string, path: string): Promise<string> {
  const request = { model: 'bench', messages: [{ role: 'user' as const, content }] };
  let text = '';
  const options = { adapter: { path } };
  for await (const part of model.chat({ ...request, maxTokens: TOKENS, temperature: 0 }, options))
    if (part.type === 'text') text += part.text;
  return text;
}

/** How much likelier one of two answers is at the first token in which they differ, as a logarithm. */
async function gapOf(model: LoadedModel, content: string, path: string, texts: string[]): Promise<number> {
  const request = { model: 'bench', messages: [{ role: 'user' as const, content }] };
  const [one, two] = [
    await model.encode(request, texts[0] ?? ''),
    await model.encode(request, texts[1] ?? ''),
  ];
  const at = one.tokens.findIndex((token, index) => token !== two.tokens[index]);
  const cut = [one, two].map(({ tokens, from }) => ({ tokens: tokens.slice(0, at + 1), from }));
  const [a, b] = (await model.score?.(cut, { adapter: { path } })) ?? [];
  return Math.abs((a?.logprob ?? Number.NaN) - (b?.logprob ?? Number.NaN));
}

/** Clients ask one model for answers with many adapters, in an order drawn by chance; each answer is known beforehand. */
export async function measureBleed(path: string, adapters: readonly string[], total: number): Promise<Bleed> {
  const engine = createLlamaCpp();
  const model = await benchRecord(path);
  const loaded = await engine.load({ model, contextSize: 256, sequences: CLIENTS, threads: 1 });
  try {
    const cases = PROMPTS.slice(0, total < 2000 ? 1 : PROMPTS.length).flatMap((prompt) =>
      adapters.map((adapter) => ({ prompt, adapter })),
    );
    const alone: string[] = [];
    for (const { prompt, adapter } of cases) alone.push(await answer(loaded, prompt, adapter));
    const perPrompt = PROMPTS.map((_, at) => alone.slice(at * adapters.length, (at + 1) * adapters.length));
    const next = normals(7);
    const order = Array.from({ length: total }, () => Math.floor(Math.abs(next()) * 1e6) % cases.length);
    const differing: { which: number; text: string }[] = [];
    let taken = 0;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        for (let at = taken++; at < total; at = taken++) {
          const which = order[at] ?? 0;
          const { prompt, adapter } = cases[which] ?? { prompt: '', adapter: '' };
          const text = await answer(loaded, prompt, adapter);
          if (text !== alone[which]) differing.push({ which, text });
        }
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    let bled = 0;
    for (const { which, text } of differing) {
      const { prompt, adapter } = cases[which] ?? { prompt: '', adapter: '' };
      const gap = await gapOf(loaded, prompt, adapter, [alone[which] ?? '', text]);
      process.stderr.write(`an answer differs: ${JSON.stringify([alone[which], text])}, gap ${gap}\n`);
      if (!(gap <= TIE)) bled += 1;
    }
    return {
      answers: total,
      different: differing.length,
      bled,
      distinct: Math.min(...perPrompt.filter((all) => all.length > 0).map((all) => new Set(all).size)),
      seconds,
    };
  } finally {
    await loaded.close();
    await engine.close();
  }
}
