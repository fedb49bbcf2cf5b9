import { z } from 'zod';
import type { EmbedRequest, EmbedResult, Served } from '../../contract/index.ts';
import { inputField } from '../embed-input.ts';
import type { Exchange, Handler } from '../exchange.ts';
import { flagField, wordField } from '../fields.ts';
import { declareNext } from '../next-model.ts';
import { readOllama } from './read-ollama.ts';
import { sendJson } from '../reply.ts';
import { requestContext } from '../request-context.ts';
import { routeHeaders } from '../route-headers.ts';
import { modelField } from '../sampling.ts';
import { integerField, unknownFields, validate } from '../validate.ts';
import { nanoseconds } from './lines.ts';
import { modelOf } from './model-name.ts';

const embedSchema = z.object({
  model: modelField,
  input: inputField,
  dimensions: integerField(1, 65_536),
  truncate: flagField,
});
const oneSchema = z.object({ model: modelField, prompt: wordField });
/** Accepted without effect: a model stays as long as the memory budget allows. */
const HELD = ['keep_alive'];

async function embed(
  exchange: Exchange,
  request: EmbedRequest,
  warnings: string[],
  body: (result: Served<EmbedResult>) => object,
): Promise<void> {
  const { runtime } = exchange.server;
  const context = requestContext(exchange);
  const model = modelOf(request.model, runtime.models());
  const result = await runtime.embed({ ...request, model }, context);
  warnings.push(...(await declareNext(exchange, context.app)));
  const reply = { ...body(result), nearmost: { ...result.route, warnings } };
  sendJson(exchange, 200, reply, routeHeaders(result.route, warnings));
}

/** `POST /api/embed` */
export const ollamaEmbed: Handler = async (exchange) => {
  const raw = await readOllama(exchange);
  const { model, input, dimensions } = validate(embedSchema, raw);
  const request = { model, input: [input].flat(), ...(dimensions == null ? {} : { dimensions }) };
  const warnings = unknownFields(raw, new Set([...Object.keys(embedSchema.shape), ...HELD]));
  return embed(exchange, request, warnings, ({ vectors, inputTokens, route }) => {
    const row = exchange.server.runtime.entry(route.requestId);
    return {
      model: route.model,
      embeddings: vectors.map((vector) => Array.from(vector)),
      total_duration: nanoseconds(row?.durationMs ?? 0),
      load_duration: 0,
      prompt_eval_count: inputTokens,
    };
  });
};

/** `POST /api/embeddings`, the older form: one text, one vector */
export const ollamaEmbeddings: Handler = async (exchange) => {
  const raw = await readOllama(exchange);
  const { model, prompt } = validate(oneSchema, raw);
  const warnings = unknownFields(raw, new Set([...Object.keys(oneSchema.shape), ...HELD]));
  return embed(exchange, { model, input: [prompt] }, warnings, ({ vectors }) => ({
    embedding: Array.from(vectors[0] ?? []),
  }));
};
