import { z } from 'zod';
import { adapterField } from './adapter-field.ts';
import {
  flagField as flag,
  schemaField as schema,
  textField as text,
  toolNameField,
  wordField,
} from '../fields.ts';
import { EFFORTS } from '../thinking-budget.ts';
import { integerField } from '../validate.ts';
import { MAX_TOKENS, modelField, samplingFields } from '../sampling.ts';

const name = text.max(256, { error: 'must have at most 256 characters' });

const partError = 'must be text, image_url or input_audio';
const textPart = z.object({ type: z.literal('text'), text }, { error: 'must be an object' });
const part = z.discriminatedUnion(
  'type',
  [
    textPart,
    z.object({
      type: z.literal('image_url'),
      image_url: z.object(
        { url: text.min(1, { error: 'must be an address' }), detail: text.nullish() },
        { error: 'must be an object with a url' },
      ),
    }),
    z.object({
      type: z.literal('input_audio'),
      input_audio: z.object(
        { data: text, format: text },
        { error: 'must be an object with data and format' },
      ),
    }),
  ],
  { error: partError },
);
const parts = z.array(part, { error: 'must be an array' }).min(1, { error: 'must have at least one part' });
const content = z.union([text, parts], { error: 'must be a string or an array of parts' });
const assistantPart = z.discriminatedUnion(
  'type',
  [textPart, z.object({ type: z.literal('refusal'), refusal: text })],
  { error: 'must be text or refusal' },
);

const call = z.object(
  {
    id: wordField,
    type: z.literal('function', { error: 'must be "function"' }).optional(),
    function: z.object({ name, arguments: text }, { error: 'must be an object with name and arguments' }),
  },
  { error: 'must be an object' },
);

const message = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.literal('system'), content, name: name.nullish() }),
    z.object({ role: z.literal('developer'), content, name: name.nullish() }),
    z.object({ role: z.literal('user'), content, name: name.nullish() }),
    z.object({
      role: z.literal('assistant'),
      content: z
        .union([text, z.array(assistantPart, { error: 'must be an array' })], {
          error: 'must be a string, null or an array of parts',
        })
        .nullish(),
      refusal: text.nullish(),
      name: name.nullish(),
      tool_calls: z.array(call, { error: 'must be an array of calls' }).nullish(),
    }),
    z.object({ role: z.literal('tool'), content, tool_call_id: wordField }),
  ],
  { error: 'must be system, developer, user, assistant or tool' },
);

const toolName = toolNameField(64);
const named = z.object({ name: toolName }, { error: 'must be an object with a name' });
const functionType = z.literal('function', { error: 'must be "function", the only kind of tool here' });

const tool = z.object(
  {
    type: functionType,
    function: z.object(
      { name: toolName, description: text.nullish(), parameters: schema.nullish(), strict: flag },
      { error: 'must be an object with a name' },
    ),
  },
  { error: 'must be an object' },
);

const responseFormat = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('json_object') }),
    z.object({
      type: z.literal('json_schema'),
      json_schema: z.object(
        { name: name.nullish(), description: text.nullish(), schema: schema.nullish(), strict: flag },
        { error: 'must be an object with a schema' },
      ),
    }),
  ],
  { error: 'must be text, json_object or json_schema' },
);

/** Body of `POST /v1/chat/completions`. */
export const chatSchema = z.object({
  ...samplingFields,
  model: modelField,
  adapter: adapterField,
  messages: z
    .array(message, { error: 'must be an array of messages' })
    .min(1, { error: 'must have at least one message' }),
  max_completion_tokens: integerField(1, MAX_TOKENS),
  logprobs: flag,
  top_logprobs: integerField(0, 20),
  tools: z
    .array(tool, { error: 'must be an array of tools' })
    .max(128, { error: 'must have at most 128 tools' })
    .nullish(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.object({ type: functionType, function: named })], {
      error: 'must be auto, none, required or {"type":"function","function":{"name":...}}',
    })
    .nullish(),
  parallel_tool_calls: flag,
  response_format: responseFormat.nullish(),
  reasoning_effort: z.enum(EFFORTS, { error: `must be ${EFFORTS.join(', ')}` }).nullish(),
});

export type ChatBody = z.output<typeof chatSchema>;
export type MessageBody = ChatBody['messages'][number];

/** Fields that are accepted and have no effect here, beside those of the schema. */
export const CHAT_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(chatSchema.shape),
  'user',
  'metadata',
  'store',
  'service_tier',
  'prompt_cache_key',
  'safety_identifier',
]);
