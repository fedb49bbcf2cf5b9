import type { ChatRequest, LoadedModel } from '../../contract/index.ts';
import { GENERAL_TEXTS } from './general-texts.ts';

/** What an adapter did to texts that have nothing to do with its skill, in nats for each token (0 = certain). */
export interface AdapterRegression {
  readonly texts: number;
  readonly without: number;
  readonly with: number;
  /** How much is lost: `without` - `with`; below 0 the adapter helps. */
  readonly drop: number;
}

const general = (begin: string): ChatRequest => ({
  model: '',
  messages: [{ role: 'user', content: begin }],
  responseFormat: { type: 'text' },
  thinkingBudget: 0,
});

/** Measures the base with and without the adapter; undefined where the engine cannot score texts. */
export async function adapterRegression(
  model: LoadedModel,
  path: string,
  signal?: AbortSignal,
): Promise<AdapterRegression | undefined> {
  if (!model.score) return undefined;
  const options = signal ? { signal } : {};
  const texts = await model.encodeAll(
    GENERAL_TEXTS.map(([begin, end]) => ({ request: general(begin), answer: end })),
    options,
  );
  const mean = async (more: { adapter?: { path: string } }): Promise<number> => {
    const scores = (await model.score?.(texts, { ...options, ...more })) ?? [];
    const tokens = scores.reduce((sum, score) => sum + score.tokens, 0);
    return scores.reduce((sum, { logprob }) => sum + logprob, 0) / Math.max(1, tokens);
  };
  const [without, withIt] = [await mean({}), await mean({ adapter: { path } })];
  return { texts: texts.length, without, with: withIt, drop: without - withIt };
}
