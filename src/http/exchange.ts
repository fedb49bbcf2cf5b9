import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { NearmostError } from '../contract/index.ts';
import type { ServerContext } from './control.ts';

/** One request and its reply. Handlers write to `outgoing` through reply.ts and event-stream.ts. */
export interface Exchange {
  readonly server: ServerContext;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
  /** Headers of every reply to this request. Kept here: Node writes one whole list faster than headers set one by one. */
  readonly headers: OutgoingHttpHeaders;
  /** Parts of the path that the route names: `/v1/models/:id`. */
  params: Record<string, string>;
  /** Aborted when the caller goes away, or when the server stops and the grace time is over. */
  readonly signal: AbortSignal;
  cancel(reason: NearmostError): void;
}

/** Answers one request: writes the reply itself. Thrown errors become the dialect's error body. */
export type Handler = (exchange: Exchange) => Promise<void> | void;

const ignore = (): void => undefined;

/** Joins the two halves of a request and watches for the caller's departure. */
export function openExchange(
  server: ServerContext,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  requestId: string,
): Exchange {
  const controller = new AbortController();
  outgoing.on('error', ignore); // a caller that left while we wrote; `close` follows
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) controller.abort(new NearmostError('cancelled', 'The caller went away.'));
  });
  return {
    server,
    incoming,
    outgoing,
    requestId,
    headers: { 'x-request-id': requestId, 'x-nearmost-request-id': requestId },
    params: {},
    signal: controller.signal,
    cancel: (reason) => controller.abort(reason),
  };
}

/** The query of the address; absent keys are null. */
export function queryOf({ incoming }: Exchange): URLSearchParams {
  const url = incoming.url ?? '/';
  const at = url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : url.slice(at + 1));
}
