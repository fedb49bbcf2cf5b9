import type { ChatPart, RoutedStream, RouteInfo, Usage } from '../../contract/index.ts';
import { openEventStream } from '../event-stream.ts';
import type { Exchange } from '../exchange.ts';
import { nearmostField, pump } from '../pump.ts';
import { routeHeaders } from '../route-headers.ts';
import type { StreamOptions } from './chat-stream.ts';
import { openaiWriter } from './part-writer.ts';
import { mergeStreams } from './merge-streams.ts';
import { wireTextLogprobs, wireUsage } from './wire.ts';

/** A raw completion as chunks; several prompts run side by side in one stream. */
export function streamCompletion(
  exchange: Exchange,
  all: readonly RoutedStream[],
  choices: number,
  { created, includeUsage, warnings }: StreamOptions,
): Promise<void> {
  const [first] = all as readonly [RoutedStream];
  const events = openEventStream(exchange, routeHeaders(first.route, warnings));
  const head =
    `{"id":"cmpl-${first.requestId}","object":"text_completion","created":${created}` +
    `,"model":${JSON.stringify(first.route.model)},"choices":`;
  const tail = includeUsage ? ',"usage":null' : '';
  const written = new Map<number, number>();
  let usage: Usage | undefined;
  let held: string | undefined;

  const release = (): void => {
    if (held !== undefined) events.push(`${held}}`);
    held = undefined;
  };
  const chunk = (choice: number, text: string, logprobs: string, finish: string): string =>
    `${head}[{"index":${choice},"text":${text},"logprobs":${logprobs},"finish_reason":${finish}}]${tail}`;

  function write(part: ChatPart): void {
    if (part.type === 'text') {
      release();
      const before = written.get(part.choice) ?? 0;
      written.set(part.choice, before + part.text.length);
      const logprobs = part.logprobs ? JSON.stringify(wireTextLogprobs(part.logprobs, before)) : 'null';
      events.push(`${chunk(part.choice, JSON.stringify(part.text), logprobs, 'null')}}`);
    } else if (part.type === 'finish') {
      release();
      held = chunk(part.choice, '""', 'null', JSON.stringify(part.reason));
    } else if (part.type === 'usage') ({ usage } = part);
    else if (part.type === 'warning') warnings.push(part.message);
  }

  async function last(): Promise<void> {
    const routes: RouteInfo[] = await Promise.all(all.map(({ done }) => done));
    const field = `,"nearmost":${nearmostField(routes[0] as RouteInfo, warnings)}}`;
    if (includeUsage) {
      release();
      const counts = usage ? JSON.stringify(wireUsage(usage)) : 'null';
      events.push(`${head}[],"usage":${counts}${field}`);
    } else if (held !== undefined) events.push(held + field);
  }

  const parts =
    all.length === 1
      ? first.parts
      : mergeStreams(
          all.map(({ parts }) => parts),
          choices,
        );
  return pump(exchange, events, parts, openaiWriter(events, write, last));
}
