import { z } from 'zod';
import { NearmostError, type CompletionRequest } from '../../contract/index.ts';
import { integerField, unknownFields, validate } from '../validate.ts';
import { adapterField, withAdapter } from './adapter-field.ts';
import { modelField, samplingFields, samplingOf } from '../sampling.ts';

const MAX_PROMPTS = 32;
const promptError = `must be a string or an array of 1 to ${MAX_PROMPTS} strings`;
const text = z.string({ error: promptError });

const completionSchema = z.object({
  ...samplingFields,
  model: modelField,
  adapter: adapterField,
  prompt: z.union(
    [
      text,
      z
        .array(text, { error: promptError })
        .min(1, { error: promptError })
        .max(MAX_PROMPTS, { error: promptError }),
    ],
    { error: promptError },
  ),
  suffix: z.string({ error: 'must be a string' }).nullish(),
  echo: z.boolean({ error: 'must be true or false' }).nullish(),
  logprobs: integerField(0, 5),
});

const FIELDS: ReadonlySet<string> = new Set([...Object.keys(completionSchema.shape), 'user']);

/** Tokens mean something to one model only, so under `auto` nobody could tell what they say. */
function refuseTokens(prompt: unknown): void {
  const first: unknown = Array.isArray(prompt) ? prompt[0] : undefined;
  if (typeof first === 'number' || Array.isArray(first))
    throw new NearmostError('unsupported', 'The field "prompt" holds token numbers.', {
      param: 'prompt',
      hint: 'Send the prompt as a string.',
    });
}

export interface ParsedCompletion {
  /** One for each prompt. */
  requests: CompletionRequest[];
  stream: boolean;
  includeUsage: boolean;
  warnings: string[];
}

/**
 * A completion body as requests of the contract.
 * @throws NearmostError invalid_request, unsupported: each names the field
 */
export function parseCompletion(raw: Record<string, unknown>): ParsedCompletion {
  refuseTokens(raw['prompt']);
  const body = validate(completionSchema, raw);
  const shared = {
    model: withAdapter(body.model, body.adapter),
    ...samplingOf(body),
    ...(body.echo == null ? {} : { echo: body.echo }),
    ...(body.suffix == null ? {} : { suffix: body.suffix }),
    ...(body.logprobs == null ? {} : { logprobs: body.logprobs }),
  };
  const prompts = typeof body.prompt === 'string' ? [body.prompt] : body.prompt;
  return {
    requests: prompts.map((prompt) => ({ ...shared, prompt })),
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    warnings: unknownFields(raw, FIELDS),
  };
}
