import type { ChatPart, RoutedStream, Usage } from '../../contract/index.ts';
import { openEventStream } from '../event-stream.ts';
import type { Exchange } from '../exchange.ts';
import { nearmostField, pump } from '../pump.ts';
import { routeHeaders } from '../route-headers.ts';
import { openaiWriter } from './part-writer.ts';
import { wireLogprobs, wireUsage } from './wire.ts';

export interface StreamOptions {
  /** Seconds since 1970. */
  created: number;
  includeUsage: boolean;
  warnings: string[];
}

/**
 * A chat answer as chunks. All chunks of an answer begin alike, so the beginning is made once and a token costs one
 * `JSON.stringify`. The last chunk waits for the final route and carries it as `nearmost`.
 */
export function streamChat(exchange: Exchange, routed: RoutedStream, options: StreamOptions): Promise<void> {
  const { created, includeUsage, warnings } = options;
  const events = openEventStream(exchange, routeHeaders(routed.route, warnings));
  const head =
    `{"id":"chatcmpl-${routed.requestId}","object":"chat.completion.chunk","created":${created}` +
    `,"model":${JSON.stringify(routed.route.model)},"system_fingerprint":null,"choices":`;
  const tail = includeUsage ? ',"usage":null' : '';
  const begun = new Set<number>();
  let usage: Usage | undefined;
  /** The newest chunk with a finish reason, kept back: without a usage chunk it is the last one. */
  let held: string | undefined;

  const release = (): void => {
    if (held !== undefined) events.push(`${held}}`);
    held = undefined;
  };
  const chunk = (choice: number, delta: string, logprobs = 'null', finish = 'null'): string =>
    `${head}[{"index":${choice},"delta":{${delta}},"logprobs":${logprobs},"finish_reason":${finish}}]${tail}`;
  const begin = (choice: number): void => {
    release();
    if (begun.has(choice)) return;
    begun.add(choice);
    events.push(`${chunk(choice, '"role":"assistant","content":""')}}`);
  };

  function write(part: ChatPart): void {
    if (part.type === 'text') {
      begin(part.choice);
      const logprobs = part.logprobs ? JSON.stringify(wireLogprobs(part.logprobs)) : 'null';
      events.push(`${chunk(part.choice, `"content":${JSON.stringify(part.text)}`, logprobs)}}`);
    } else if (part.type === 'reasoning') {
      begin(part.choice);
      events.push(`${chunk(part.choice, `"reasoning_content":${JSON.stringify(part.text)}`)}}`);
    } else if (part.type === 'tool-call') {
      begin(part.choice);
      const { index, id, name, arguments: args } = part;
      const call = {
        index,
        ...(id === undefined ? {} : { id, type: 'function' }),
        function: { name, arguments: args },
      };
      events.push(`${chunk(part.choice, `"tool_calls":[${JSON.stringify(call)}]`)}}`);
    } else if (part.type === 'finish') {
      begin(part.choice);
      held = chunk(part.choice, '', 'null', JSON.stringify(part.reason));
    } else if (part.type === 'usage') ({ usage } = part);
    else warnings.push(part.message);
  }

  async function last(): Promise<void> {
    const field = `,"nearmost":${nearmostField(await routed.done, warnings)}}`;
    if (includeUsage) {
      release();
      const counts = usage ? JSON.stringify(wireUsage(usage)) : 'null';
      events.push(`${head}[],"usage":${counts}${field}`);
    } else if (held !== undefined) events.push(held + field);
  }

  return pump(exchange, events, routed.parts, openaiWriter(events, write, last));
}
