// Answers in the shapes that providers send, with ids and texts replaced. One question: the capital of Norway.
import { sse } from '../../src/kit/testing/fake-upstream.ts';

/** The same answer, whole and streamed, as one provider sends it; both read as `expected`. */
export interface Recorded {
  whole: object;
  stream: string[];
  expected: {
    text: string;
    reasoning?: string;
    input: number;
    output: number;
    cached?: number;
    thought?: number;
  };
}

const chunk = (delta: object, more: object = {}, frame: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'm',
  ...frame,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
});
const whole = (message: object, usage: object, more: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'm',
  choices: [
    { index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason: 'stop', ...more },
  ],
  usage,
});
const usageChunk = (usage: object): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  choices: [],
  usage,
});

const openAiUsage = {
  prompt_tokens: 2012,
  completion_tokens: 40,
  total_tokens: 2052,
  prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 32, audio_tokens: 0, accepted_prediction_tokens: 0 },
};
const plainUsage = { prompt_tokens: 14, completion_tokens: 3, total_tokens: 17 };

const openai: Recorded = {
  whole: whole({ content: 'Oslo.', refusal: null, annotations: [] }, openAiUsage),
  stream: sse(
    chunk({ role: 'assistant', content: '', refusal: null }, {}, { usage: null, obfuscation: 'x1' }),
    chunk({ content: 'Os' }, {}, { usage: null }),
    chunk({ content: 'lo.' }, {}, { usage: null }),
    chunk({}, { finish_reason: 'stop' }, { usage: null }),
    usageChunk(openAiUsage),
    '[DONE]',
  ),
  expected: { text: 'Oslo.', input: 2012, output: 40, cached: 1920, thought: 32 },
};

// Thinking comes as `reasoning`; usage once more under `x_groq`.
const groq: Recorded = {
  whole: whole(
    { content: 'Oslo.', reasoning: 'Easy.' },
    { ...plainUsage, queue_time: 0.01, total_time: 0.1 },
  ),
  stream: sse(
    chunk({ role: 'assistant', content: '' }, {}, { x_groq: { id: 'req_1' } }),
    chunk({ reasoning: 'Easy.', channel: 'analysis' }),
    chunk({ content: 'Oslo.' }),
    { ...chunk({}, { finish_reason: 'stop' }), x_groq: { id: 'req_1', usage: plainUsage } },
    '[DONE]',
  ),
  expected: { text: 'Oslo.', reasoning: 'Easy.', input: 14, output: 3 },
};

// Thinking comes as `reasoning_content`, its own names for the cache, keep-alive comments.
const deepSeekUsage = {
  ...plainUsage,
  prompt_tokens_details: { cached_tokens: 8 },
  prompt_cache_hit_tokens: 8,
  prompt_cache_miss_tokens: 6,
  completion_tokens_details: { reasoning_tokens: 2 },
};
const deepseek: Recorded = {
  whole: whole({ content: 'Oslo.', reasoning_content: 'Easy.' }, deepSeekUsage),
  stream: [
    ': keep-alive\n\n',
    ...sse(
      chunk({ role: 'assistant', content: null, reasoning_content: '' }),
      chunk({ content: null, reasoning_content: 'Easy.' }),
      chunk({ content: 'Oslo.', reasoning_content: null }),
      { ...chunk({ content: '', reasoning_content: null }, { finish_reason: 'stop' }), usage: deepSeekUsage },
      '[DONE]',
    ),
  ],
  expected: { text: 'Oslo.', reasoning: 'Easy.', input: 14, output: 3, cached: 8, thought: 2 },
};

// Content as a list of typed pieces, usage in the last chunk with the end.
const mistral: Recorded = {
  whole: whole(
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Easy.' }] },
        { type: 'text', text: 'Oslo.' },
      ],
    },
    plainUsage,
  ),
  stream: sse(
    chunk({
      role: 'assistant',
      content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Easy.' }] }],
    }),
    chunk({ content: 'Oslo.' }),
    { ...chunk({ content: '' }, { finish_reason: 'stop' }), usage: plainUsage },
    '[DONE]',
  ),
  expected: { text: 'Oslo.', reasoning: 'Easy.', input: 14, output: 3 },
};

// Thinking is counted in the total only; the end comes with the last text.
const googleUsage = { prompt_tokens: 14, completion_tokens: 3, total_tokens: 57 };
const google: Recorded = {
  whole: whole({ content: 'Oslo.' }, googleUsage),
  stream: sse(
    chunk({ role: 'assistant', content: 'Os' }),
    { ...chunk({ role: 'assistant', content: 'lo.' }, { finish_reason: 'stop' }), usage: googleUsage },
    '[DONE]',
  ),
  expected: { text: 'Oslo.', input: 14, output: 43 },
};

const openrouter: Recorded = {
  whole: whole(
    { content: 'Oslo.', reasoning: 'Easy.' },
    { ...plainUsage, cost: 0.00014 },
    { native_finish_reason: 'stop' },
  ),
  stream: [
    ': OPENROUTER PROCESSING\n\n',
    ...sse(
      chunk({ role: 'assistant', content: '', reasoning: 'Easy.', reasoning_details: [] }),
      chunk({ role: 'assistant', content: 'Oslo.' }),
      chunk({ role: 'assistant', content: '' }, { finish_reason: 'stop', native_finish_reason: 'stop' }),
      { ...chunk({ role: 'assistant', content: '' }), usage: { ...plainUsage, cost: 0.00014 } },
      '[DONE]',
    ),
  ],
  expected: { text: 'Oslo.', reasoning: 'Easy.', input: 14, output: 3 },
};

const xaiUsage = { ...plainUsage, total_tokens: 117, completion_tokens_details: { reasoning_tokens: 100 } };
const xai: Recorded = {
  whole: whole({ content: 'Oslo.', reasoning_content: 'Easy.' }, xaiUsage),
  stream: sse(
    chunk({ role: 'assistant', reasoning_content: 'Easy.' }),
    chunk({ content: 'Oslo.' }),
    chunk({}, { finish_reason: 'stop' }),
    usageChunk(xaiUsage),
    '[DONE]',
  ),
  expected: { text: 'Oslo.', reasoning: 'Easy.', input: 14, output: 103, thought: 100 },
};

const plain: Recorded = {
  whole: whole({ content: 'Oslo.' }, plainUsage),
  stream: sse(
    chunk({ role: 'assistant', content: 'Oslo.' }),
    chunk({}, { finish_reason: 'stop' }),
    usageChunk(plainUsage),
    '[DONE]',
  ),
  expected: { text: 'Oslo.', input: 14, output: 3 },
};

const anthropicUsage = {
  input_tokens: 4,
  cache_creation_input_tokens: 2,
  cache_read_input_tokens: 8,
  output_tokens: 3,
};
const anthropic: Recorded = {
  whole: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [
      { type: 'thinking', thinking: 'Easy.', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'eA==' },
      { type: 'text', text: 'Oslo.' },
    ],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: anthropicUsage,
  },
  stream: sse(
    {
      type: 'message_start',
      message: { id: 'msg_1', content: [], usage: { ...anthropicUsage, output_tokens: 1 } },
    },
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    },
    { type: 'ping' },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Easy.' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Os' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'lo.' } },
    { type: 'content_block_stop', index: 1 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 3 },
    },
    { type: 'message_stop' },
  ).map((data) => `event: ${(JSON.parse(data.slice(6)) as { type: string }).type}\n${data}`),
  expected: { text: 'Oslo.', reasoning: 'Easy.', input: 14, output: 3, cached: 8 },
};

/** By provider id. */
export const recorded: Record<string, Recorded> = {
  openai,
  anthropic,
  google,
  groq,
  mistral,
  openrouter,
  xai,
  deepseek,
  together: plain,
  cerebras: groq,
};
