import type { ChatPart } from '../contract/chat.ts';
import { NearmostError } from '../contract/errors.ts';
import type { Place, RouteInfo } from '../contract/route.ts';
import { readStream } from './read-answer.ts';
import { broken } from './transport.ts';

/** What is known of a streamed answer when it begins. */
export interface StreamHead {
  requestId: string;
  place: Place;
  /** `local/<id>` or `<provider>/<model>`. */
  model: string;
  /** One sentence. */
  reason: string;
  confidence: number | null;
  /** US dollars; null while nobody knows. */
  costUsd: number | null;
}

/** An answer on its way. Breaking off the loop ends the work of the server. */
export interface ClientStream {
  readonly head: StreamHead;
  /** To be read once. @throws NearmostError also in the middle */
  readonly parts: AsyncIterable<ChatPart>;
  /** The text of the first choice alone, instead of `parts`. */
  readonly text: AsyncIterable<string>;
  /** The final record, once the answer was read; undefined when it did not come to its end. Never rejects. */
  readonly done: Promise<RouteInfo | undefined>;
}

function headOf({ headers }: Response): StreamHead {
  const text = (name: string): string => headers.get(`x-nearmost-${name}`) ?? '';
  const number = (name: string): number | null => (text(name) === '' ? null : Number(text(name)));
  return {
    requestId: text('request-id'),
    place: text('route') === 'cloud' ? 'cloud' : 'local',
    model: text('model'),
    reason: text('reason'),
    confidence: number('confidence'),
    costUsd: number('cost-usd'),
  };
}

/** Errors of the connection as ours. */
async function* guarded(
  parts: AsyncIterable<ChatPart>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChatPart> {
  try {
    yield* parts;
  } catch (error) {
    throw NearmostError.isInstance(error) && signal?.aborted !== true ? error : broken(error, signal);
  }
}

async function* textOf(parts: AsyncIterable<ChatPart>): AsyncGenerator<string> {
  for await (const part of parts) if (part.type === 'text' && part.choice === 0) yield part.text;
}

/** The streamed answer in a response of the server. */
export function openStream(response: Response, signal?: AbortSignal): ClientStream {
  const { promise: done, resolve } = Promise.withResolvers<RouteInfo | undefined>();
  async function* read(): AsyncGenerator<ChatPart> {
    try {
      if (response.body) yield* guarded(readStream(response.body, resolve), signal);
    } finally {
      resolve(undefined); // settles nothing when the record came
    }
  }
  const parts = read();
  return { head: headOf(response), parts, text: textOf(parts), done };
}
