import type { EmbedResult } from '../contract/embed.ts';
import { NearmostError } from '../contract/errors.ts';
import type { RouteInfo, Served } from '../contract/route.ts';

interface WireVectors {
  data: { index: number; embedding: string }[];
  usage: { prompt_tokens: number };
  nearmost: RouteInfo & { warnings: string[] };
}

/** float32 numbers, little end first. */
function vector(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(at * 4, true));
}

/** The vectors in an answer of the server. */
export function readVectors(body: unknown): Served<EmbedResult> {
  const { data, usage, nearmost } = (body ?? {}) as Partial<WireVectors>;
  if (!Array.isArray(data) || nearmost === undefined)
    throw new NearmostError('upstream_bad_answer', 'The server sent what are no vectors.', {
      hint: 'Check the address: is a server of Nearmost there?',
    });
  const { warnings: _, ...route } = nearmost;
  return {
    vectors: data.map(({ embedding }) => vector(embedding)),
    inputTokens: usage?.prompt_tokens ?? 0,
    route,
  };
}
