import { endianness } from 'node:os';
import { z } from 'zod';
import { NearmostError, type EmbedRequest } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { declareNext } from '../next-model.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { requestContext } from '../request-context.ts';
import { routeHeaders } from '../route-headers.ts';
import { integerField, unknownFields, validate } from '../validate.ts';
import { inputField } from '../embed-input.ts';
import { modelField } from '../sampling.ts';

const embeddingSchema = z.object({
  model: modelField,
  input: inputField,
  encoding_format: z.enum(['float', 'base64'], { error: 'must be float or base64' }).nullish(),
  dimensions: integerField(1, 65_536),
});
const FIELDS: ReadonlySet<string> = new Set([...Object.keys(embeddingSchema.shape), 'user']);

/** The bytes of float32 numbers, little end first, as base64. */
function base64(vector: Float32Array): string {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return (endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32()).toString('base64');
}

function refuseTokens(input: unknown): void {
  const first: unknown = Array.isArray(input) ? input[0] : undefined;
  if (typeof first === 'number' || Array.isArray(first))
    throw new NearmostError('unsupported', 'The field "input" holds token numbers.', {
      param: 'input',
      hint: 'Send texts as strings; with LangChain: checkEmbeddingCtxLength false.',
    });
}

/** `POST /v1/embeddings` */
export const embeddings: Handler = async (exchange) => {
  const raw = await readJson(exchange);
  refuseTokens(raw['input']);
  const body = validate(embeddingSchema, raw);
  const request: EmbedRequest = {
    model: body.model,
    input: [body.input].flat(),
    ...(body.dimensions == null ? {} : { dimensions: body.dimensions }),
  };
  const context = requestContext(exchange);
  const result = await exchange.server.runtime.embed(request, context);
  const encode = body.encoding_format === 'base64' ? base64 : (vector: Float32Array) => Array.from(vector);
  const warnings = [...unknownFields(raw, FIELDS), ...(await declareNext(exchange, context.app))];
  const reply = {
    object: 'list',
    data: result.vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) })),
    model: result.route.model,
    usage: { prompt_tokens: result.inputTokens, total_tokens: result.inputTokens },
    nearmost: { ...result.route, warnings },
  };
  sendJson(exchange, 200, reply, routeHeaders(result.route, warnings));
};
