import type { ChatPart, FinishReason, Usage } from '../../contract/index.ts';
import { readSse } from '../../kit/sse.ts';
import { classify } from '../classify.ts';
import { count, list, parseJson, record, text, type Loose } from '../shared/loose.ts';
import type { Parts } from '../shared/arriving.ts';
import { badAnswer, guarded, readJson, type Answer } from '../shared/post.ts';
import { usageParts } from '../shared/usage.ts';

const FINISH: Record<string, FinishReason> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};
/** Statuses of the error types, for errors inside an answer that began well. */
const STATUS: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
};

function refuseErrors(body: Loose, { about }: Answer): void {
  if (body['type'] !== 'error' && body['error'] === undefined) return;
  const status = STATUS[text(record(body['error'])['type'])] ?? 502;
  throw classify({ status, headers: {}, body: JSON.stringify(body) }, about);
}

const finish = (reason: unknown, answerTool: string | undefined): ChatPart => {
  const word = FINISH[text(reason)] ?? 'stop';
  return {
    type: 'finish',
    choice: 0,
    reason: word === 'tool_calls' && answerTool !== undefined ? 'stop' : word,
  };
};

/** Counts of one usage record; later records of a stream are whole counts, not additions. */
function mergeUsage(before: Usage | undefined, value: unknown): Usage | undefined {
  const usage = record(value);
  const fresh = count(usage['input_tokens']);
  const read = count(usage['cache_read_input_tokens']);
  const written = count(usage['cache_creation_input_tokens']) ?? 0;
  const outputTokens = count(usage['output_tokens']) ?? before?.outputTokens ?? 0;
  if (fresh === undefined) return before && { ...before, outputTokens };
  const cached = read ?? before?.cachedInputTokens ?? 0;
  return { inputTokens: fresh + cached + written, cachedInputTokens: cached, outputTokens };
}

/** Turns content blocks into parts: a reader for the start of a block and for its pieces. */
function blockReader(
  answerTool: string | undefined,
  answer: Answer,
): {
  start(block: Loose): ChatPart[];
  piece(delta: Loose): ChatPart[];
  stop(): ChatPart[];
} {
  let calls = 0;
  let open: { call: number | 'answer'; empty: boolean } | undefined;
  const args = (json: string): ChatPart[] => {
    if (!open || json === '') return [];
    open.empty = false;
    if (open.call === 'answer') return [{ type: 'text', choice: 0, text: json }];
    return [{ type: 'tool-call', choice: 0, index: open.call, arguments: json }];
  };
  const words = (type: 'text' | 'reasoning', value: unknown): ChatPart[] =>
    text(value) === '' ? [] : [{ type, choice: 0, text: text(value) }];
  return {
    start(block) {
      open = undefined;
      if (block['type'] === 'text') return words('text', block['text']);
      if (block['type'] === 'thinking') return words('reasoning', block['thinking']);
      if (block['type'] !== 'tool_use') return [];
      const name = text(block['name']);
      const id = text(block['id']);
      if (name === '' || id === '') throw badAnswer(answer.about, 'it calls a tool without naming it');
      open = { call: name === answerTool ? 'answer' : calls++, empty: true };
      const input = record(block['input']);
      const json = Object.keys(input).length > 0 ? JSON.stringify(input) : '';
      if (open.call === 'answer') return args(json);
      open.empty = json === '';
      return [{ type: 'tool-call', choice: 0, index: open.call, id, name, arguments: json }];
    },
    piece(delta) {
      if (delta['type'] === 'text_delta') return words('text', delta['text']);
      if (delta['type'] === 'thinking_delta') return words('reasoning', delta['thinking']);
      return delta['type'] === 'input_json_delta' ? args(text(delta['partial_json'])) : [];
    },
    stop() {
      // A call without arguments comes without a piece.
      const parts = open?.empty ? args('{}') : [];
      open = undefined;
      return parts;
    },
  };
}

/** Parts of an answer of the Messages API, streamed or whole, whichever came. */
export async function readAnthropic(answer: Answer, answerTool: string | undefined): Promise<Parts> {
  const type = answer.response.headers['content-type'] ?? '';
  return type.includes('event-stream') ? readStream(answer, answerTool) : readWhole(answer, answerTool);
}

async function readWhole(answer: Answer, answerTool: string | undefined): Promise<ChatPart[]> {
  const body = record(await readJson(answer));
  refuseErrors(body, answer);
  if (!Array.isArray(body['content'])) throw badAnswer(answer.about, 'its answer has no content');
  const blocks = blockReader(answerTool, answer);
  const parts = list(body['content']).flatMap((block) => [...blocks.start(record(block)), ...blocks.stop()]);
  const usage = mergeUsage(undefined, body['usage']);
  return [...parts, finish(body['stop_reason'], answerTool), ...usageParts(usage)];
}

async function* readStream(
  answer: Answer,
  answerTool: string | undefined,
): AsyncGenerator<ChatPart, void, undefined> {
  const blocks = blockReader(answerTool, answer);
  let usage: Usage | undefined;
  let reason: string | undefined;
  let stopped = false;
  for await (const { data } of readSse(guarded(answer))) {
    const event = record(parseJson(data));
    const type = text(event['type']);
    if (type === '') throw badAnswer(answer.about, 'its stream holds what is no event');
    refuseErrors(event, answer);
    if (type === 'message_start') usage = mergeUsage(usage, record(event['message'])['usage']);
    else if (type === 'content_block_start') yield* blocks.start(record(event['content_block']));
    else if (type === 'content_block_delta') yield* blocks.piece(record(event['delta']));
    else if (type === 'content_block_stop') yield* blocks.stop();
    else if (type === 'message_delta') {
      reason = text(record(event['delta'])['stop_reason']) || reason;
      usage = mergeUsage(usage, event['usage']);
    } else if (type === 'message_stop') {
      stopped = true;
      break;
    }
  }
  if (!stopped && reason === undefined) throw badAnswer(answer.about, 'its stream ended in the middle');
  yield finish(reason, answerTool);
  yield* usageParts(usage);
}
