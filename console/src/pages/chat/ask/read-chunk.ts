import type { RouteInfo } from '../../../../../src/contract/index.ts';
import type { AnswerRoute, Problem } from '../tree/turn.ts';

/** What one event of a streamed answer says. */
export type Heard =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'route'; route: AnswerRoute }
  | { type: 'usage'; outputTokens: number }
  | { type: 'problem'; problem: Problem }
  | { type: 'end' };

type WireRoute = AnswerRoute & Partial<Pick<RouteInfo, 'rejected'>>;

interface Chunk {
  choices?: { delta?: { content?: string | null; reasoning_content?: string | null } }[];
  usage?: { completion_tokens?: number } | null;
  nearmost?: WireRoute;
  error?: { message?: string; code?: string };
}

/** Keeps of a route what the page shows; the rest is in the ledger. */
function routeOf({
  requestId,
  place,
  model,
  reason,
  confidence,
  threshold,
  costUsd,
  rejected = [],
}: WireRoute): AnswerRoute {
  const passedOver = rejected
    .filter((one) => one.place === 'local')
    .map((one) => `${one.model.replace(/^local\//, '')}: ${one.reason}`);
  return {
    requestId,
    place,
    model,
    // Nothing to say of the one that answered: what spoke against those that are nearer.
    reason: reason === '' ? passedOver.join('; ') : reason,
    confidence,
    threshold,
    costUsd,
  };
}

/** Reads the data of one event of `POST /v1/chat/completions`. What is no JSON says nothing. */
export function readChunk(data: string): Heard[] {
  if (data === '[DONE]') return [{ type: 'end' }];
  let chunk: Chunk;
  try {
    chunk = JSON.parse(data) as Chunk;
  } catch {
    return [];
  }
  if (chunk.error)
    return [
      {
        type: 'problem',
        problem: {
          message: chunk.error.message ?? 'The answer broke off.',
          code: chunk.error.code ?? 'unknown',
        },
      },
    ];
  const delta = chunk.choices?.[0]?.delta;
  const heard: Heard[] = [];
  if (delta?.reasoning_content) heard.push({ type: 'reasoning', text: delta.reasoning_content });
  if (delta?.content) heard.push({ type: 'text', text: delta.content });
  if (chunk.usage?.completion_tokens !== undefined)
    heard.push({ type: 'usage', outputTokens: chunk.usage.completion_tokens });
  if (chunk.nearmost) heard.push({ type: 'route', route: routeOf(chunk.nearmost) });
  return heard;
}

/** What the headers of a reply tell before the first word. */
export function routeFromHeaders(headers: Headers): AnswerRoute | undefined {
  const [requestId, place, model] = ['x-nearmost-request-id', 'x-nearmost-route', 'x-nearmost-model'].map(
    (name) => headers.get(name),
  );
  if (!requestId || !model || (place !== 'local' && place !== 'cloud')) return undefined;
  const confidence = headers.get('x-nearmost-confidence');
  return {
    requestId,
    place,
    model,
    reason: headers.get('x-nearmost-reason') ?? '',
    confidence: confidence === null ? null : Number(confidence),
    threshold: null,
    costUsd: null,
  };
}
