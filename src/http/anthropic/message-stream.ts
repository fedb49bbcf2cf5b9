import type { ChatPart, FinishReason, NearmostError, RoutedStream, Usage } from '../../contract/index.ts';
import { openEventStream, type EventStream } from '../event-stream.ts';
import type { Exchange } from '../exchange.ts';
import { pump } from '../pump.ts';
import { routeHeaders } from '../route-headers.ts';
import { anthropicError } from './error-body.ts';
import { STOP_REASON, wireMessage, wireUsage } from './wire.ts';

interface Blocks {
  text(words: string): void;
  thinking(words: string): void;
  call(part: Extract<ChatPart, { type: 'tool-call' }>): void;
  stop(): void;
}

/** Content blocks in a row: one ends when the next begins. */
function openBlocks(events: EventStream): Blocks {
  let last = -1;
  let open: 'text' | 'thinking' | number | undefined;
  /** Position of the block of each call. */
  const calls = new Map<number, number>();

  function stop(): void {
    if (open === undefined) return;
    events.push(`{"type":"content_block_stop","index":${last}}`, 'content_block_stop');
    open = undefined;
  }
  function start(kind: 'text' | 'thinking' | number, block: object): void {
    stop();
    open = kind;
    last += 1;
    const data = { type: 'content_block_start', index: last, content_block: block };
    events.push(JSON.stringify(data), 'content_block_start');
  }
  /** A token costs one `JSON.stringify` of its text. */
  const piece = (index: number, type: string, field: string, words: string): void =>
    events.push(
      `{"type":"content_block_delta","index":${index},"delta":{"type":"${type}","${field}":${JSON.stringify(words)}}}`,
      'content_block_delta',
    );

  return {
    stop,
    text(words) {
      if (open !== 'text') start('text', { type: 'text', text: '', citations: null });
      piece(last, 'text_delta', 'text', words);
    },
    thinking(words) {
      if (open !== 'thinking') start('thinking', { type: 'thinking', thinking: '', signature: '' });
      piece(last, 'thinking_delta', 'thinking', words);
    },
    call({ index, id = '', name = '', arguments: json }) {
      if (!calls.has(index)) {
        start(index, { type: 'tool_use', id, name, input: {}, caller: { type: 'direct' } });
        calls.set(index, last);
      }
      if (json !== '') piece(calls.get(index) as number, 'input_json_delta', 'partial_json', json);
    },
  };
}

/** An answer as Anthropic's events. The first one tells no token counts: they are known at the end, with `message_delta`. */
export function streamMessage(exchange: Exchange, routed: RoutedStream, warnings: string[]): Promise<void> {
  const events = openEventStream(exchange, routeHeaders(routed.route, warnings));
  const blocks = openBlocks(events);
  let usage: Usage = { inputTokens: 0, outputTokens: 0 };
  let reason: FinishReason = 'stop';
  const say = (type: string, fields: object): void => events.push(JSON.stringify({ type, ...fields }), type);

  const message = { ...wireMessage(routed.requestId, routed.route.model), usage: wireUsage(usage) };
  say('message_start', { message });
  say('ping', {});

  return pump(exchange, events, routed.parts, {
    part(part) {
      if (part.type === 'usage') ({ usage } = part);
      else if (part.type === 'warning') warnings.push(part.message);
      else if (part.choice !== 0) return;
      else if (part.type === 'text') blocks.text(part.text);
      else if (part.type === 'reasoning') blocks.thinking(part.text);
      else if (part.type === 'tool-call') blocks.call(part);
      else ({ reason } = part);
    },
    async last() {
      const route = await routed.done;
      blocks.stop();
      say('message_delta', {
        delta: { stop_reason: STOP_REASON[reason], stop_sequence: null, stop_details: null, container: null },
        usage: wireUsage(usage),
        nearmost: { ...route, warnings },
      });
      say('message_stop', {});
    },
    fail: (error: NearmostError) =>
      events.push(JSON.stringify(anthropicError(error, exchange.requestId)), 'error'),
  });
}
