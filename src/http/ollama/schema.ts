import { z } from 'zod';
import {
  flagField as flag,
  schemaField,
  textField as text,
  toolNameField,
  wordField as word,
} from '../fields.ts';
import { modelField, samplingFields } from '../sampling.ts';
import { integerField } from '../validate.ts';

const object = { error: 'must be an object' };
const images = z.array(word, { error: 'must be an array of base64 texts' }).nullish();
const formatError = 'must be "json" or a JSON Schema';
const stopError = 'must be a string or an array of up to 16 strings';
const stop = z
  .union(
    [text, z.array(z.string({ error: stopError }), { error: stopError }).max(16, { error: stopError })],
    {
      error: stopError,
    },
  )
  .nullish();

/** Options that have an effect here. -1 and -2 mean no limit, a seed below 0 means chance. */
const options = z
  .object(
    {
      num_predict: integerField(-2, 1_048_576),
      temperature: samplingFields.temperature,
      top_k: samplingFields.top_k,
      top_p: samplingFields.top_p,
      min_p: samplingFields.min_p,
      seed: integerField(-1, 2_147_483_647),
      stop,
      frequency_penalty: samplingFields.frequency_penalty,
      presence_penalty: samplingFields.presence_penalty,
    },
    object,
  )
  .nullish();
export const OPTIONS: ReadonlySet<string> = new Set(Object.keys(options.unwrap().unwrap().shape));

const sharedFields = {
  model: modelField,
  stream: flag,
  format: z.union([z.literal(''), z.literal('json'), schemaField], { error: formatError }).nullish(),
  options,
  think: z
    .union([z.boolean(), z.enum(['low', 'medium', 'high'])], {
      error: 'must be true, false, low, medium or high',
    })
    .nullish(),
  keep_alive: z.union([text, z.number()], { error: 'must be a duration: "5m" or seconds' }).nullish(),
  logprobs: flag,
  top_logprobs: integerField(0, 20),
};

const call = z.object(
  {
    id: text.nullish(),
    function: z.object(
      { name: word, arguments: z.union([text, z.record(z.string(), z.unknown())], object).nullish() },
      object,
    ),
  },
  object,
);
const message = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.literal('system'), content: text }),
    z.object({ role: z.literal('user'), content: text.nullish(), images }),
    z.object({
      role: z.literal('assistant'),
      content: text.nullish(),
      tool_calls: z.array(call, { error: 'must be an array of calls' }).nullish(),
    }),
    z.object({
      role: z.literal('tool'),
      content: text,
      tool_name: text.nullish(),
      tool_call_id: text.nullish(),
    }),
  ],
  { error: 'must be system, user, assistant or tool' },
);
const tool = z.object(
  {
    type: z.literal('function', { error: 'must be "function"' }).nullish(),
    function: z.object(
      { name: toolNameField(128), description: text.nullish(), parameters: schemaField.nullish() },
      { error: 'must be an object with a name' },
    ),
  },
  object,
);

/** Body of `POST /api/chat`. */
export const chatSchema = z.object({
  ...sharedFields,
  messages: z.array(message, { error: 'must be an array of messages' }).nullish(),
  tools: z
    .array(tool, { error: 'must be an array of tools' })
    .max(128, { error: 'must have at most 128 tools' })
    .nullish(),
});

/** Body of `POST /api/generate`. */
export const generateSchema = z.object({
  ...sharedFields,
  prompt: text.nullish(),
  suffix: text.nullish(),
  system: text.nullish(),
  images,
  raw: flag,
});

type ChatBody = z.output<typeof chatSchema>;
export type SharedBody = Pick<ChatBody, keyof typeof sharedFields>;
export type MessageBody = NonNullable<ChatBody['messages']>[number];
