import { z } from 'zod';
import { flagField as flag, schemaField, textField as text, toolNameField, wordField } from '../../fields.ts';
import { MAX_TOKENS, modelField } from '../../sampling.ts';
import { EFFORTS } from '../../thinking-budget.ts';
import { integerField, numberField } from '../../validate.ts';

const object = { error: 'must be an object' };

const textPart = z.object({ type: z.literal('input_text'), text });
const imagePart = z.object({
  type: z.literal('input_image'),
  image_url: wordField,
  detail: text.nullish(),
});
const partError = { error: 'must be input_text or input_image: no model here reads files' };
const inputParts = z.array(z.discriminatedUnion('type', [textPart, imagePart], partError), {
  error: 'must be an array of parts',
});
const parts = z.array(
  z.discriminatedUnion(
    'type',
    [
      textPart,
      imagePart,
      z.object({ type: z.literal('output_text'), text }),
      z.object({ type: z.literal('refusal'), refusal: text }),
    ],
    { error: 'must be input_text, input_image, output_text or refusal: no model here reads files' },
  ),
  { error: 'must be an array of parts' },
);
const textOr = <T extends z.ZodType>(list: T): z.ZodUnion<[z.ZodString, T]> =>
  z.union([text, list], { error: 'must be a string or an array of parts' });

const item = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('message'),
      role: z.enum(['user', 'assistant', 'system', 'developer'], {
        error: 'must be user, assistant, system or developer',
      }),
      content: textOr(parts),
    }),
    z.object({ type: z.literal('function_call'), call_id: wordField, name: wordField, arguments: text }),
    z.object({ type: z.literal('function_call_output'), call_id: wordField, output: textOr(inputParts) }),
    z.object({ type: z.literal('reasoning') }),
  ],
  {
    error:
      'must be message, function_call, function_call_output or reasoning: nothing is stored here that could be referred to',
  },
);

const toolName = toolNameField(128);
const ownTools = 'must be "function": tools that OpenAI itself runs are not here';
const tool = z.object(
  {
    type: z.literal('function', { error: ownTools }),
    name: toolName,
    description: text.nullish(),
    parameters: schemaField.nullish(),
    strict: flag,
  },
  object,
);
const named = z.object({ type: z.literal('function', { error: ownTools }), name: toolName }, object);
const choice = z.union(
  [
    z.enum(['auto', 'none', 'required']),
    named,
    z.object({
      type: z.literal('allowed_tools'),
      mode: z.enum(['auto', 'required'], { error: 'must be auto or required' }),
      tools: z.array(named, { error: 'must be an array of tools' }),
    }),
  ],
  { error: 'must be auto, none, required, {"type":"function","name":...} or allowed_tools' },
);

const format = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('json_object') }),
    z.object({
      type: z.literal('json_schema'),
      name: text.nullish(),
      description: text.nullish(),
      schema: schemaField,
      strict: flag,
    }),
  ],
  { error: 'must be text, json_object or json_schema' },
);
const efforts = [...EFFORTS, 'max'] as const;

/** Body of `POST /v1/responses`, and of `/v1/responses/input_tokens`. */
export const responsesSchema = z.object({
  model: modelField,
  input: z.union([text, z.array(item, { error: 'must be an array of items' })], {
    error: 'must be a string or an array of items',
  }),
  instructions: text.nullish(),
  max_output_tokens: integerField(1, MAX_TOKENS),
  temperature: numberField(0, 2),
  top_p: numberField(0, 1),
  top_logprobs: integerField(0, 20),
  include: z.array(text, { error: 'must be an array of strings' }).nullish(),
  stream: flag,
  tools: z
    .array(tool, { error: 'must be an array of tools' })
    .max(128, { error: 'must have at most 128 tools' })
    .nullish(),
  tool_choice: choice.nullish(),
  parallel_tool_calls: flag,
  text: z.object({ format: format.nullish() }, object).nullish(),
  reasoning: z
    .object({ effort: z.enum(efforts, { error: `must be ${efforts.join(', ')}` }).nullish() }, object)
    .nullish(),
  metadata: z.record(z.string(), text, object).nullish(),
});

export type ResponsesBody = z.output<typeof responsesSchema>;
export type InputItem = Exclude<ResponsesBody['input'], string>[number];

/** Fields that are accepted and have no effect here, beside those of the schema. */
export const RESPONSES_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(responsesSchema.shape),
  'background',
  'conversation',
  'previous_response_id',
  'prompt',
  'store',
  'stream_options',
  'user',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'safety_identifier',
]);
