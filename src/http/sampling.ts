import type { z } from 'zod';
import type { Sampling } from '../contract/index.ts';
import { z as zod } from 'zod';
import { integerField, numberField } from './validate.ts';

export const MAX_TOKENS = 1_048_576;
const stopError = 'must be a string or an array of up to 4 strings, none empty';
const stopText = zod.string({ error: stopError }).min(1, { error: stopError });

/** The fields that requests for text share. */
export const samplingFields = {
  max_tokens: integerField(1, MAX_TOKENS),
  temperature: numberField(0, 2),
  top_p: numberField(0, 1),
  top_k: integerField(0, 1_000_000),
  min_p: numberField(0, 1),
  seed: integerField(0, 2_147_483_647),
  stop: zod
    .union([stopText, zod.array(stopText, { error: stopError }).max(4, { error: stopError })], {
      error: stopError,
    })
    .nullish(),
  frequency_penalty: numberField(-2, 2),
  presence_penalty: numberField(-2, 2),
  n: integerField(1, 64),
  stream: zod.boolean({ error: 'must be true or false' }).nullish(),
  stream_options: zod
    .object(
      { include_usage: zod.boolean({ error: 'must be true or false' }).nullish() },
      { error: 'must be an object' },
    )
    .nullish(),
};

const samplingSchema = zod.object(samplingFields);

/** Copies what was said; what was not said is left to the model. */
export function samplingOf(body: Partial<z.output<typeof samplingSchema>>): Sampling {
  const sampling: Sampling = {};
  if (body.max_tokens != null) sampling.maxTokens = body.max_tokens;
  if (body.temperature != null) sampling.temperature = body.temperature;
  if (body.top_p != null) sampling.topP = body.top_p;
  if (body.top_k != null) sampling.topK = body.top_k;
  if (body.min_p != null) sampling.minP = body.min_p;
  if (body.seed != null) sampling.seed = body.seed;
  if (body.stop?.length) sampling.stop = typeof body.stop === 'string' ? [body.stop] : body.stop;
  if (body.frequency_penalty != null) sampling.frequencyPenalty = body.frequency_penalty;
  if (body.presence_penalty != null) sampling.presencePenalty = body.presence_penalty;
  if (body.n != null) sampling.n = body.n;
  return sampling;
}

const modelError = 'must be a model name of 1 to 256 characters';
export const modelField = zod
  .string({ error: modelError })
  .min(1, { error: modelError })
  .max(256, { error: modelError });
