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
const list = { error: 'must be an array' };

const textBlock = z.object({ type: z.literal('text'), text }, object);
const imageBlock = z.object({
  type: z.literal('image'),
  source: z.discriminatedUnion(
    'type',
    [
      z.object({
        type: z.literal('base64'),
        media_type: text.regex(/^[\w.+-]+\/[\w.+-]+$/, {
          error: 'must be a media type such as image/png',
        }),
        data: word,
      }),
      z.object({ type: z.literal('url'), url: word }),
    ],
    { error: 'must be base64 or url' },
  ),
});
const documentBlock = z.object({
  type: z.literal('document'),
  title: text.nullish(),
  source: z.discriminatedUnion(
    'type',
    [
      z.object({ type: z.literal('text'), data: text }),
      z.object({
        type: z.literal('content'),
        content: z.union([text, z.array(z.discriminatedUnion('type', [textBlock, imageBlock]), list)], {
          error: 'must be a string or an array of blocks',
        }),
      }),
    ],
    { error: 'must be text or content: no model here reads files' },
  ),
});
const searchBlock = z.object({
  type: z.literal('search_result'),
  source: text,
  title: text,
  content: z.array(textBlock, list),
});
const media = [textBlock, imageBlock, documentBlock, searchBlock] as const;
const blocksOr = <T extends z.ZodType>(block: T): z.ZodUnion<[z.ZodString, z.ZodArray<T>]> =>
  z.union([text, z.array(block, list)], { error: 'must be a string or an array of blocks' });

const resultBlock = z.object({
  type: z.literal('tool_result'),
  tool_use_id: word,
  content: blocksOr(
    z.discriminatedUnion('type', media, { error: 'must be text, image, document or search_result' }),
  ).nullish(),
  is_error: flag,
});
const callBlock = z.object({
  type: z.literal('tool_use'),
  id: word,
  name: word,
  input: z.record(z.string(), z.unknown(), object),
});

const message = z.discriminatedUnion(
  'role',
  [
    z.object({
      role: z.literal('user'),
      content: blocksOr(
        z.discriminatedUnion('type', [...media, resultBlock], {
          error: 'must be text, image, document, search_result or tool_result',
        }),
      ),
    }),
    z.object({
      role: z.literal('assistant'),
      content: blocksOr(
        z.discriminatedUnion(
          'type',
          [
            textBlock,
            callBlock,
            z.object({ type: z.literal('thinking') }),
            z.object({ type: z.literal('redacted_thinking') }),
          ],
          { error: 'must be text, tool_use, thinking or redacted_thinking' },
        ),
      ),
    }),
    z.object({ role: z.literal('system'), content: blocksOr(textBlock) }),
  ],
  { error: 'must be user, assistant or system' },
);

const toolName = toolNameField(128);
const tool = z.object(
  {
    type: z
      .literal('custom', { error: 'must be "custom": tools that Anthropic itself runs are not here' })
      .nullish(),
    name: toolName,
    description: text.nullish(),
    input_schema: schemaField,
    strict: flag,
  },
  object,
);
const single = { disable_parallel_tool_use: flag };
const choice = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('auto'), ...single }),
    z.object({ type: z.literal('any'), ...single }),
    z.object({ type: z.literal('tool'), name: toolName, ...single }),
    z.object({ type: z.literal('none') }),
  ],
  { error: 'must be auto, any, tool or none' },
);
const thinking = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('enabled'),
      budget_tokens: z.int({ error: 'must be a whole number from 1' }).min(1, {
        error: 'must be a whole number from 1',
      }),
    }),
    z.object({ type: z.literal('disabled') }),
    z.object({ type: z.literal('adaptive') }),
    z.object({ type: z.literal('between_tools') }),
  ],
  { error: 'must be enabled, disabled, adaptive or between_tools' },
);
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
const stopError = 'must be an array of up to 16 strings, none empty';

/** Body of `POST /v1/messages`, and of `/v1/messages/count_tokens`. */
export const messagesSchema = z.object({
  model: modelField,
  max_tokens: samplingFields.max_tokens,
  messages: z
    .array(message, { error: 'must be an array of messages' })
    .min(1, { error: 'must have at least one message' }),
  system: blocksOr(textBlock).nullish(),
  temperature: samplingFields.temperature,
  top_p: samplingFields.top_p,
  top_k: integerField(0, 1_000_000),
  stop_sequences: z
    .array(z.string({ error: stopError }).min(1, { error: stopError }), { error: stopError })
    .max(16, { error: stopError })
    .nullish(),
  stream: samplingFields.stream,
  tools: z
    .array(tool, { error: 'must be an array of tools' })
    .max(128, { error: 'must have at most 128 tools' })
    .nullish(),
  tool_choice: choice.nullish(),
  thinking: thinking.nullish(),
  output_config: z
    .object(
      {
        effort: z.enum(EFFORTS, { error: `must be ${EFFORTS.join(', ')}` }).nullish(),
        format: z
          .object(
            { type: z.literal('json_schema', { error: 'must be json_schema' }), schema: schemaField },
            object,
          )
          .nullish(),
      },
      object,
    )
    .nullish(),
});

export type MessagesBody = z.output<typeof messagesSchema>;
export type MessageBody = MessagesBody['messages'][number];
export type MediaBlock = z.output<(typeof media)[number]>;

/** Fields that are accepted and have no effect here, beside those of the schema. */
export const MESSAGES_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(messagesSchema.shape),
  'metadata',
  'cache_control',
  'service_tier',
  'inference_geo',
  'speed',
  'diagnostics',
  'user_profile_id',
  'workspace_id',
]);
