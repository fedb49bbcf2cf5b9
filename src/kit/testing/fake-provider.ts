import { sse, type FakeAnswer, type FakeRequest, type Script } from './fake-upstream.ts';

/** What a well-behaved fake provider says. */
export interface FakeProviderOptions {
  /** The answer, or a function of the last user message. */
  text?: string | ((asked: string) => string);
  /** A tool that is called instead of answering, when the request brings tools. */
  tool?: { name: string; arguments: string };
  /** Numbers of an embedding; default 8. */
  dimensions?: number;
}

const words = (text: string): string[] => text.match(/\s*\S+/g) ?? [];
const tokens = (text: string): number => Math.max(1, words(text).length);

/** The last user message of either dialect, as text. */
function askedOf({ json }: FakeRequest): string {
  const messages = Array.isArray(json['messages'])
    ? (json['messages'] as { role: string; content: unknown }[])
    : [];
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? json['prompt'] ?? '';
  if (typeof content === 'string') return content;
  return (content as { text?: string }[]).map((part) => part.text ?? '').join('');
}

function openAiChat(request: FakeRequest, text: string, tool: FakeProviderOptions['tool']): FakeAnswer {
  const { model, stream } = request.json;
  const frame = { id: 'chatcmpl-fake', created: 1_790_000_000, model };
  const calls = tool && [{ index: 0, id: 'call_1', type: 'function', function: tool }];
  const reason = calls ? 'tool_calls' : 'stop';
  const usage = usageOf(askedOf(request), text);
  if (stream !== true)
    return {
      body: {
        ...frame,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: calls ? null : text,
              ...(calls ? { tool_calls: calls } : {}),
            },
            finish_reason: reason,
          },
        ],
        usage,
      },
    };
  const chunk = (delta: object, finish: string | null = null): object => ({
    ...frame,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const deltas = calls ? [{ tool_calls: calls }] : words(text).map((content) => ({ content }));
  return {
    chunks: sse(
      chunk({ role: 'assistant', content: '' }),
      ...deltas.map((delta) => chunk(delta)),
      chunk({}, reason),
      { ...frame, object: 'chat.completion.chunk', choices: [], usage },
      '[DONE]',
    ),
  };
}

const usageOf = (asked: string, text: string): object => ({
  prompt_tokens: tokens(asked),
  completion_tokens: tokens(text),
  total_tokens: tokens(asked) + tokens(text),
});

function openAiCompletion(request: FakeRequest, text: string): FakeAnswer {
  const choice = (piece: string, finish: string | null): object => ({
    index: 0,
    text: piece,
    finish_reason: finish,
  });
  const usage = usageOf(askedOf(request), text);
  if (request.json['stream'] !== true)
    return { body: { object: 'text_completion', choices: [choice(text, 'stop')], usage } };
  return {
    chunks: sse(
      ...words(text).map((piece) => ({ choices: [choice(piece, null)] })),
      { choices: [choice('', 'stop')] },
      { choices: [], usage },
      '[DONE]',
    ),
  };
}

/** Vectors that depend on the text, so that a mix-up shows. */
function embeddings(request: FakeRequest, dimensions: number): FakeAnswer {
  const input = [request.json['input']].flat().map(String);
  const size = typeof request.json['dimensions'] === 'number' ? request.json['dimensions'] : dimensions;
  const data = input.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: Array.from({ length: size }, (_, at) => Math.sin((at + 1) * (text.length + 1))),
  }));
  const count = input.reduce((sum, text) => sum + tokens(text), 0);
  return { body: { object: 'list', data, usage: { prompt_tokens: count, total_tokens: count } } };
}

function anthropicMessage(request: FakeRequest, text: string): FakeAnswer {
  const usage = { input_tokens: tokens(askedOf(request)), output_tokens: tokens(text) };
  const message = { id: 'msg_fake', type: 'message', role: 'assistant', model: request.json['model'] };
  if (request.json['stream'] !== true)
    return { body: { ...message, content: [{ type: 'text', text }], stop_reason: 'end_turn', usage } };
  const deltas = words(text).map((piece) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: piece },
  }));
  return {
    chunks: sse(
      { type: 'message_start', message: { ...message, content: [], usage: { ...usage, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...deltas,
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: { output_tokens: usage.output_tokens },
      },
      { type: 'message_stop' },
    ),
  };
}

/**
 * A script that behaves like a healthy provider in both dialects: chat, raw completions, embeddings, models, messages.
 * @example const upstream = await startFakeUpstream({ script: fakeProvider({ text: 'Oslo' }) })
 */
export function fakeProvider(options: FakeProviderOptions = {}): Script {
  return (request) => {
    const said = options.text ?? ((asked: string) => `You said: ${asked}`);
    const text = typeof said === 'string' ? said : said(askedOf(request));
    const path = request.path.split('?')[0] ?? '';
    if (path.endsWith('/chat/completions'))
      return openAiChat(request, text, request.json['tools'] === undefined ? undefined : options.tool);
    if (path.endsWith('/completions')) return openAiCompletion(request, text);
    if (path.endsWith('/embeddings')) return embeddings(request, options.dimensions ?? 8);
    if (path.endsWith('/messages')) return anthropicMessage(request, text);
    if (path.endsWith('/models'))
      return { body: { object: 'list', data: [{ id: 'fake', object: 'model' }] } };
    return {
      status: 404,
      body: { error: { message: `Nothing is at ${path}.`, type: 'invalid_request_error' } },
    };
  };
}
