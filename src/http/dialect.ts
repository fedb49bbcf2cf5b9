import type { IncomingMessage } from 'node:http';
import type { NearmostError } from '../contract/index.ts';
import { anthropicError } from './anthropic/error-body.ts';
import { ollamaError } from './ollama/error-body.ts';
import { openaiError } from './openai/error-body.ts';

/** How one family of clients is told what went wrong. */
export interface Dialect {
  errorBody(error: NearmostError, requestId: string): unknown;
  /** The header in which these clients look for the request id, beside those of all replies. */
  idHeader?: string;
}

const OPENAI: Dialect = { errorBody: openaiError };
const OLLAMA: Dialect = { errorBody: ollamaError };
const ANTHROPIC: Dialect = {
  errorBody: anthropicError,
  idHeader: 'request-id',
};

/** True for a client of Anthropic's: every one of them names the version it speaks. */
export const speaksAnthropic = ({ headers }: IncomingMessage): boolean =>
  headers['anthropic-version'] !== undefined;

/** The dialect of a request, whether or not a route serves it: by its address, and at shared ones by its headers. */
export function dialectOf(incoming: IncomingMessage): Dialect {
  const url = incoming.url ?? '/';
  if (url.startsWith('/api/')) return OLLAMA;
  const anthropic =
    url.startsWith('/v1/messages') || (url.startsWith('/v1/models') && speaksAnthropic(incoming));
  return anthropic ? ANTHROPIC : OPENAI;
}
