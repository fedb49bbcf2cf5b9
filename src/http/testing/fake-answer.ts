import { setTimeout as sleep } from 'node:timers/promises';
import {
  NearmostError,
  type ChatPart,
  type ChatRequest,
  type CompletionRequest,
  type JsonSchema,
  type TokenLogprob,
  type Usage,
} from '../../contract/index.ts';

/** A text in pieces that join to the same text. */
export const wordsOf = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? [];

/** The text that the answer depends on: the prompt, or the last message. */
export function lastText(request: ChatRequest | CompletionRequest): string {
  if ('prompt' in request) return request.prompt;
  const content = request.messages.at(-1)?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)).join('');
}

/** The smallest value of a schema. */
function valueOf(schema: JsonSchema): unknown {
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
  if (schema['type'] === 'object') {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
    return Object.fromEntries(properties.map(([name, child]) => [name, valueOf(child)]));
  }
  if (schema['type'] === 'array') return [valueOf((schema['items'] ?? {}) as JsonSchema)];
  return schema['type'] === 'string' ? 'x' : schema['type'] === 'boolean' ? true : 7;
}

const logprobOf = (token: string, alternatives: number): TokenLogprob => {
  const one = { token, bytes: [...Buffer.from(token)], logprob: -0.5 };
  return { ...one, top: Array.from({ length: alternatives }, (_, at) => ({ ...one, logprob: -0.5 - at })) };
};

function answerText(request: ChatRequest | CompletionRequest, said: string): string {
  if ('prompt' in request) return ' and so on';
  const format = request.responseFormat;
  if (format?.type === 'json_schema') return JSON.stringify(valueOf(format.schema));
  return format?.type === 'json_object' ? '{"ok": true}' : `You said: ${said}`;
}

/**
 * The parts of an answer. Words in capitals in the last text ask for trouble: `BREAK` fails midway, `STALL` waits after the first part until it is
 * cancelled, `LONG` gives 20,000 parts, `THINK` reasons first, `WARN` warns, `RATE LIMIT` is refused (once, or with `always` each time), `OVERLOAD` is refused, `HANG` never begins. With tools, `TOOL` (or `required`, or a named tool) calls them.
 */
export async function* fakeParts(
  request: ChatRequest | CompletionRequest,
  usage: Usage,
  signal?: AbortSignal,
): AsyncGenerator<ChatPart> {
  const said = lastText(request);
  const { tools, toolChoice } = 'prompt' in request ? {} : request;
  const forced = toolChoice === 'required' || typeof toolChoice === 'object';
  const calls = tools && toolChoice !== 'none' && (forced || said.includes('TOOL'));
  if (said.includes('WARN')) yield { type: 'warning', message: 'seed is not honoured' };
  for (let choice = 0; choice < (request.n ?? 1); choice++) {
    if ('prompt' in request && request.echo) yield { type: 'text', choice, text: request.prompt };
    if (said.includes('THINK')) yield { type: 'reasoning', choice, text: 'hm, ' };
    if (calls) {
      const wanted =
        typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : tools;
      for (const [index, tool] of wanted.entries()) {
        const json = JSON.stringify(valueOf(tool.parameters ?? { type: 'object' }));
        yield {
          type: 'tool-call',
          choice,
          index,
          id: `call_${index}`,
          name: tool.name,
          arguments: json.slice(0, 3),
        };
        yield { type: 'tool-call', choice, index, arguments: json.slice(3) };
      }
      yield { type: 'finish', choice, reason: 'tool_calls' };
      continue;
    }
    const words = said.includes('LONG')
      ? Array<string>(20_000).fill(' word')
      : wordsOf(answerText(request, said));
    for (const [at, text] of words.slice(0, request.maxTokens ?? words.length).entries()) {
      if (said.includes('BREAK') && at === 2)
        throw new NearmostError('engine_crashed', 'The model died midway.');
      if (said.includes('STALL') && at === 1)
        await sleep(60_000, undefined, signal ? { signal } : {}).catch(() => {
          throw signal?.reason;
        });
      const logprobs =
        request.logprobs === undefined ? {} : { logprobs: [logprobOf(text, request.logprobs)] };
      yield { type: 'text', choice, text, ...logprobs };
    }
    const cut = request.maxTokens !== undefined && request.maxTokens < words.length;
    yield { type: 'finish', choice, reason: cut ? 'length' : 'stop' };
  }
  yield { type: 'usage', usage };
}
