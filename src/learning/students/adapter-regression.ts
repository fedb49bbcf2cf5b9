import type { ChatRequest, LoadedModel, Score } from '../../contract/index.ts';
import { GENERAL_TEXTS } from './general-texts.ts';

/** What an adapter did to texts that have nothing to do with its skill. The scores are what the gate compares. */
export interface AdapterRegression {
  /** By text: geometric mean of the probabilities of its tokens, 0 to 1, without the adapter. */
  readonly before: readonly number[];
  /** The same with it. */
  readonly after: readonly number[];
  /** Nats that a token lost in the mean; below 0 the adapter helps. */
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
  const score = async (more: { adapter?: { path: string } }): Promise<Score[]> =>
    (await model.score?.(texts, { ...options, ...more })) ?? [];
  const [before, after] = [await score({}), await score({ adapter: { path } })];
  return { before: before.map(likelihood), after: after.map(likelihood), drop: mean(before) - mean(after) };
}

const likelihood = ({ logprob, tokens }: Score): number => Math.exp(logprob / Math.max(1, tokens));
/** Nats for each token of all texts. */
const mean = (scores: readonly Score[]): number =>
  scores.reduce((sum, { logprob }) => sum + logprob, 0) /
  Math.max(
    1,
    scores.reduce((sum, { tokens }) => sum + tokens, 0),
  );
