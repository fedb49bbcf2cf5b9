import { NearmostError, type ChatPart, type ChatRequest, type ModelRecord } from '../../contract/index.ts';
import type { LoadedModel } from '../../contract/index.ts';
import { decode } from '../students/extract/decode.ts';
import { tokensOf } from '../students/extract/tokens.ts';
import type { Cores } from './cores.ts';
import { logprobOf } from './logprob-of.ts';

const cannot = (what: string): NearmostError =>
  new NearmostError('unsupported', `A tagger answers conversations only: it cannot ${what}.`, {
    hint: 'Ask another model: nearmost ls',
  });

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The words of the user's last message. */
function asked({ messages }: ChatRequest): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  if (typeof content === 'string') return content;
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/**
 * A tagger as a loaded model. It answers at once, in this process; its tokens are words and marks, and the score of an answer is
 * the log-probability of all of it together.
 * @throws invalid_model_file
 */
export function openTagger(record: ModelRecord, cores: Cores): LoadedModel {
  const core = cores(record.path);
  const count = (text: string): number => tokensOf(text, core.fine).length;

  async function* chat(request: ChatRequest): AsyncGenerator<ChatPart> {
    const input = asked(request);
    const said = decode(core, input);
    if (said === undefined)
      throw new NearmostError('unsupported', `${record.id} finds nothing in this text that it can answer.`);
    const text = JSON.stringify(said.value);
    const score = { logprob: Math.log(sigmoid(said.signals[0] ?? 0)), tokens: count(text) };
    yield { type: 'text', choice: 0, text, score };
    yield { type: 'finish', choice: 0, reason: 'stop' };
    yield { type: 'usage', usage: { inputTokens: count(input), outputTokens: score.tokens } };
  }

  return {
    model: record,
    contextSize: record.info.contextLength,
    pid: process.pid,
    chat,
    // oxlint-disable-next-line require-yield
    complete: async function* () {
      throw cannot('go on with a text');
    },
    embed: () => Promise.reject(cannot('make vectors')),
    countTokens: async (text) => count(text),
    encode: () => Promise.reject(cannot('be taught')),
    encodeAll: () => Promise.reject(cannot('be taught')),
    async weigh(request, answers) {
      const input = asked(request);
      const logprob = logprobOf(core, input);
      return {
        logprobs: answers.map((answer) => logprob(JSON.parse(answer))),
        inputTokens: answers.reduce((sum, answer) => sum + count(answer), count(input)),
      };
    },
    setThreads: () => undefined,
    memory: async () => ({ residentBytes: null, method: 'unavailable' }),
    exited: new Promise(() => undefined),
    close: async () => undefined,
  };
}
