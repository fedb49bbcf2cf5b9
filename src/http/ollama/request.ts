import type { ChatRequest, CompletionRequest, ModelEntry, Sampling } from '../../contract/index.ts';
import type { AskedChat } from '../answer-chat.ts';
import { samplingOf } from '../sampling.ts';
import { checkDepth } from '../schema-depth.ts';
import { THINKING_BUDGET } from '../thinking-budget.ts';
import { addTools } from '../tools.ts';
import { unknownFields, validate } from '../validate.ts';
import { conversation, withImages } from './conversation.ts';
import { modelOf } from './model-name.ts';
import { chatSchema, generateSchema, OPTIONS, type SharedBody } from './schema.ts';

/** What an Ollama client asks for. `hold`: nothing is said, the model is to be loaded, or to go. */
export type Asked =
  | ({ kind: 'chat' } & AskedChat)
  | { kind: 'raw'; request: CompletionRequest; stream: boolean; warnings: string[] }
  | { kind: 'hold'; model: string; unload: boolean; warnings: string[] };

function samplingIn({ options }: SharedBody): Sampling {
  if (options == null) return {};
  const { num_predict: most, seed, stop, ...rest } = options;
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((one) => one !== '');
  return samplingOf({
    ...rest,
    stop: stops,
    ...(most == null || most < 1 ? {} : { max_tokens: most }),
    ...(seed == null || seed < 0 ? {} : { seed }),
  });
}

function warningsOf(raw: Record<string, unknown>, known: object): string[] {
  const options = raw['options'];
  return [
    ...unknownFields(raw, new Set(Object.keys(known))),
    ...(typeof options === 'object' && options !== null
      ? unknownFields(options as Record<string, unknown>, OPTIONS).map((words) =>
          words.replace('ignored:', 'ignored options:'),
        )
      : []),
  ];
}

function shape(request: ChatRequest, { format, think, logprobs, top_logprobs: top }: SharedBody): void {
  if (format === 'json') request.responseFormat = { type: 'json_object' };
  else if (typeof format === 'object' && format !== null)
    request.responseFormat = { type: 'json_schema', schema: checkDepth(format, 'format') };
  if (think != null)
    request.thinkingBudget = THINKING_BUDGET[think === true ? 'high' : think === false ? 'none' : think];
  if (logprobs === true) request.logprobs = top ?? 0;
}

const isZero = (keep: string | number | null | undefined): boolean =>
  typeof keep === 'string' ? /^0(?:\.0*)?\s*[a-z]*$/i.test(keep.trim()) : keep === 0;

/**
 * A body of `/api/chat`.
 * @throws NearmostError invalid_request, invalid_schema: each names the field
 */
export function parseChat(raw: Record<string, unknown>, models: readonly ModelEntry[]): Asked {
  const body = validate(chatSchema, raw);
  const warnings = warningsOf(raw, chatSchema.shape);
  const model = modelOf(body.model, models);
  if (!body.messages?.length) return { kind: 'hold', model, unload: isZero(body.keep_alive), warnings };
  const request: ChatRequest = { model, messages: conversation(body.messages), ...samplingIn(body) };
  shape(request, body);
  addTools(
    request,
    (body.tools ?? []).map(({ function: tool }, at) => ({
      ...tool,
      param: `tools[${at}].function.parameters`,
    })),
  );
  return { kind: 'chat', request, stream: body.stream !== false, warnings };
}

/**
 * A body of `/api/generate`: a message of one turn; with `raw` or `suffix` a text to be continued.
 * @throws NearmostError invalid_request, invalid_schema: each names the field
 */
export function parseGenerate(raw: Record<string, unknown>, models: readonly ModelEntry[]): Asked {
  const body = validate(generateSchema, raw);
  const warnings = warningsOf(raw, generateSchema.shape);
  const model = modelOf(body.model, models);
  const { system, suffix, images } = body;
  const prompt = body.prompt ?? '';
  const stream = body.stream !== false;
  if (prompt === '' && !images?.length && !suffix)
    return { kind: 'hold', model, unload: isZero(body.keep_alive), warnings };
  if (body.raw === true || suffix) {
    const request: CompletionRequest = { model, prompt, ...samplingIn(body) };
    if (suffix) request.suffix = suffix;
    return { kind: 'raw', request, stream, warnings };
  }
  const request: ChatRequest = {
    model,
    messages: [
      ...(system ? [{ role: 'system', content: system } as const] : []),
      { role: 'user', content: withImages(prompt, images) },
    ],
    ...samplingIn(body),
  };
  shape(request, body);
  return { kind: 'chat', request, stream, warnings };
}
