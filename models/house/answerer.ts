import { LlamaGrammar, getLlama } from 'node-llama-cpp';
import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { NONE } from './command.ts';
import type { Answer } from './command.ts';
import { isSpan, spanGrammar } from './span.ts';
import { ANSWER, USER } from './tokenizer.ts';

/** What the model says to one command. */
export interface Reply {
  readonly answer: Answer | undefined;
  readonly text: string;
  /** Sum of the log-probabilities of the answer's tokens, end token included, without any grammar. */
  readonly logprob: number;
  /** Log-probability of the first token: the intent. */
  readonly intentLogprob: number;
  /** Whether the grammar had to step in. */
  readonly constrained: boolean;
}

/** Answers commands with the model alone, in llama.cpp, several at a time. */
export interface Answerer {
  answerAll(texts: readonly string[]): Promise<Reply[]>;
  close(): Promise<void>;
}

const MOST_TOKENS = 120;

/** Loads the model on the CPU with `sequences` parallel sequences. `intents` and `slots` are the names the grammar allows. */
export async function createAnswerer(
  path: string,
  names: { readonly intents: readonly string[]; readonly slots: readonly string[] },
  { sequences, threads }: { readonly sequences: number; readonly threads: number },
): Promise<Answerer> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    maxThreads: threads,
    logLevel: 'error' as never,
  });
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize: 256, sequences, threads });
  const known = { intents: new Set(names.intents), slots: new Set(names.slots) };

  const reply = async (sequence: LlamaContextSequence, text: string): Promise<Reply> => {
    const prompt = promptTokens(model, text);
    const free = await generate(sequence, prompt, model);
    const answer = parseAnswer(free.text);
    const allowed =
      answer !== undefined &&
      known.intents.has(answer.intent) &&
      Object.entries(answer.slots).every(([slot, value]) => known.slots.has(slot) && isSpan(value, text));
    if (allowed) return { ...summed(free.logprobs), text: free.text, answer, constrained: false };
    const grammar = new LlamaGrammar(llama, { grammar: spanGrammar(text, names.intents, names.slots) });
    const bound = await generate(sequence, prompt, model, grammar);
    const logprobs = await scoreTokens(sequence, prompt, bound.tokens, model);
    return { ...summed(logprobs), text: bound.text, answer: parseAnswer(bound.text), constrained: true };
  };
  return {
    async answerAll(texts) {
      const replies: Reply[] = [];
      let next = 0;
      const worker = async (): Promise<void> => {
        const sequence = context.getSequence();
        for (let i = next++; i < texts.length; i = next++)
          replies[i] = await reply(sequence, texts[i] as string);
        await sequence.dispose();
      };
      await Promise.all(Array.from({ length: sequences }, worker));
      return replies;
    },
    async close() {
      await context.dispose();
      await model.dispose();
      await llama.dispose();
    },
  };
}

function promptTokens(model: LlamaModel, text: string): Token[] {
  return [
    ...model.tokenize(USER, true),
    ...model.tokenize(text.trim(), false, 'trimLeadingSpace'),
    ...model.tokenize(ANSWER, true),
  ];
}

/** Greedy generation; without a grammar the log-probabilities are those of the model's own distribution. */
async function generate(
  sequence: LlamaContextSequence,
  prompt: Token[],
  model: LlamaModel,
  grammar?: LlamaGrammar,
): Promise<{ text: string; tokens: Token[]; logprobs: number[] }> {
  await sequence.clearHistory();
  const tokens: Token[] = [];
  const logprobs: number[] = [];
  const options = {
    temperature: 0,
    yieldEogToken: true,
    ...(grammar ? { grammarEvaluationState: new (await grammarState())({ model, grammar }) } : {}),
  };
  for await (const { token, confidence } of sequence.evaluateWithMetadata(
    prompt,
    { confidence: true },
    options,
  )) {
    logprobs.push(Math.log(Math.max(confidence, 1e-12)));
    if (model.isEogToken(token)) break;
    tokens.push(token);
    if (tokens.length >= MOST_TOKENS) break;
  }
  return { text: model.detokenize(tokens), tokens, logprobs };
}

const summed = (logprobs: readonly number[]): Pick<Reply, 'logprob' | 'intentLogprob'> => ({
  logprob: logprobs.reduce((sum, value) => sum + value, 0),
  intentLogprob: logprobs[0] ?? -Infinity,
});

/** The model's own log-probabilities of tokens that a grammar chose, and of the end after them. */
async function scoreTokens(
  sequence: LlamaContextSequence,
  prompt: Token[],
  tokens: Token[],
  model: LlamaModel,
): Promise<number[]> {
  await sequence.clearHistory();
  const wanted = [...tokens, ...(model.tokens.eos === null ? [] : [model.tokens.eos])];
  const fed = [...prompt, ...tokens];
  const first = prompt.length - 1;
  const results = await sequence.controlledEvaluate(
    fed.map((token, i) => (i < first ? token : [token, { generateNext: { probabilities: true } }])),
  );
  return wanted.map((token, i) =>
    Math.log(Math.max(results[first + i]?.next.probabilities?.get(token) ?? 0, 1e-12)),
  );
}

const grammarState = async () => (await import('node-llama-cpp')).LlamaGrammarEvaluationState;

/** The answer, when the text is one. */
export function parseAnswer(text: string): Answer | undefined {
  try {
    const value = JSON.parse(text) as Partial<Answer>;
    const fits = typeof value.intent === 'string' && typeof value.slots === 'object';
    return fits ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the model says that the command is none of its business. */
export const declines = (reply: Reply): boolean => reply.answer?.intent === NONE;
