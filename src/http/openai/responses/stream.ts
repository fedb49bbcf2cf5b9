import type { FinishReason, NearmostError, RoutedStream, Usage } from '../../../contract/index.ts';
import { openEventStream } from '../../event-stream.ts';
import type { Exchange } from '../../exchange.ts';
import { pump } from '../../pump.ts';
import { routeHeaders } from '../../route-headers.ts';
import { openaiError } from '../error-body.ts';
import { responseBody, type Progress } from './body.ts';
import { isCut } from './items.ts';
import { openItems } from './open-items.ts';
import type { ResponsesBody } from './schema.ts';

export interface StreamOptions {
  body: ResponsesBody;
  /** Seconds since 1970. */
  created: number;
  warnings: string[];
}

/** An answer as the typed events of the Responses API. The last one waits for the final route and carries it as `nearmost`. */
export function streamResponse(
  exchange: Exchange,
  routed: RoutedStream,
  { body, created, warnings }: StreamOptions,
): Promise<void> {
  const events = openEventStream(exchange, routeHeaders(routed.route, warnings));
  let sequence = 0;
  let usage: Usage | undefined;
  let finish: FinishReason = 'stop';

  const emit = (type: string, fields: object): void => {
    const event = { type, sequence_number: sequence, ...fields };
    sequence += 1;
    events.push(JSON.stringify(event), type);
  };
  const items = openItems(routed.requestId, emit);
  const snapshot = (progress: Progress, route = routed.route): object =>
    responseBody(body, { route, created, output: items.output() }, progress);

  emit('response.created', { response: snapshot({ status: 'in_progress' }) });
  emit('response.in_progress', { response: snapshot({ status: 'in_progress' }) });

  return pump(exchange, events, routed.parts, {
    part(part) {
      if (part.type === 'usage') ({ usage } = part);
      else if (part.type === 'warning') warnings.push(part.message);
      else if (part.choice !== 0) return;
      else if (part.type !== 'finish') items.add(part);
      else {
        finish = part.reason;
        items.close(isCut(finish) ? 'incomplete' : 'completed');
      }
    },
    async last() {
      const response = snapshot({ status: 'done', finish, usage, warnings }, await routed.done);
      emit(isCut(finish) ? 'response.incomplete' : 'response.completed', { response });
    },
    fail(error: NearmostError) {
      const told = openaiError(error);
      emit('error', { ...told.error, type: 'error', ...told });
      emit('response.failed', { response: snapshot({ status: 'failed', error }) });
    },
  });
}
