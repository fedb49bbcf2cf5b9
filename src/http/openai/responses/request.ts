import { NearmostError, type ChatRequest, type ToolChoice } from '../../../contract/index.ts';
import type { AskedChat } from '../../answer-chat.ts';
import { samplingOf } from '../../sampling.ts';
import { checkDepth } from '../../schema-depth.ts';
import { THINKING_BUDGET } from '../../thinking-budget.ts';
import { addTools } from '../../tools.ts';
import { unknownFields, validate } from '../../validate.ts';
import { conversation } from './conversation.ts';
import { RESPONSES_FIELDS, responsesSchema, type ResponsesBody } from './schema.ts';

const LOGPROBS = 'message.output_text.logprobs';
/** What is included anyway, or has no meaning where nothing is stored and nothing encrypted. */
const HARMLESS = new Set([LOGPROBS, 'reasoning.encrypted_content']);

/** Fields that speak of what OpenAI keeps. Here nothing is kept, and an answer without it would be a wrong one. */
function refuseStored(raw: Record<string, unknown>): void {
  const words: Record<string, string> = {
    previous_response_id: 'Send the earlier items again in "input".',
    conversation: 'Send the earlier items again in "input".',
    prompt: 'Send its text in "instructions" and "input".',
    background: 'Send the request with "background": false, and stream the answer.',
  };
  for (const [param, hint] of Object.entries(words))
    if (raw[param] != null && raw[param] !== false)
      throw new NearmostError(
        'unsupported',
        `The field "${param}" needs a stored response, and none is stored here.`,
        {
          param,
          hint,
        },
      );
}

/** OpenAI lets messages come without their type. */
function withTypes(raw: Record<string, unknown>): Record<string, unknown> {
  const { input } = raw;
  if (!Array.isArray(input)) return raw;
  const typed = input.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'role' in item && !('type' in item)
      ? { type: 'message', ...item }
      : item,
  );
  return { ...raw, input: typed };
}

function addChoice(
  request: ChatRequest,
  { tools, tool_choice: choice, parallel_tool_calls: parallel }: ResponsesBody,
): void {
  let sent = (tools ?? []).map((tool, at) => ({ ...tool, param: `tools[${at}].parameters` }));
  let picked: ToolChoice | undefined;
  if (choice == null || typeof choice === 'string') picked = choice ?? undefined;
  else if (choice.type === 'function') picked = { name: choice.name };
  else {
    const allowed = new Set(choice.tools.map(({ name }) => name));
    sent = sent.filter(({ name }) => allowed.has(name));
    picked = choice.mode;
  }
  addTools(request, sent, picked, parallel);
}

function addFormat(request: ChatRequest, { text }: ResponsesBody): void {
  const format = text?.format;
  if (format == null) return;
  request.responseFormat =
    format.type === 'json_schema'
      ? {
          type: 'json_schema',
          schema: checkDepth(format.schema, 'text.format.schema'),
          ...(format.name == null ? {} : { name: format.name }),
          ...(format.strict == null ? {} : { strict: format.strict }),
        }
      : { type: format.type };
}

/** What was asked beside and is not done, in words. */
function unheeded(raw: Record<string, unknown>, { include }: ResponsesBody): string[] {
  const inner = (field: string, known: string): string[] =>
    unknownFields((raw[field] ?? {}) as Record<string, unknown>, new Set([known])).map((words) =>
      words.replace('ignored: ', `ignored in ${field}: `),
    );
  const extra = (include ?? []).filter((name) => !HARMLESS.has(name));
  return [
    ...unknownFields(raw, RESPONSES_FIELDS),
    ...inner('text', 'format'),
    ...inner('reasoning', 'effort'),
    ...(raw['store'] === true ? ['ignored: store, nothing is stored here'] : []),
    ...(extra.length > 0
      ? [
          `ignored in include: ${extra
            .slice(0, 10)
            .map((name) => name.slice(0, 40))
            .join(', ')}`,
        ]
      : []),
  ];
}

export interface ParsedResponses extends AskedChat {
  body: ResponsesBody;
}

/**
 * A body of OpenAI's Responses API as a request of the contract.
 * @throws NearmostError invalid_request, invalid_schema, unsupported: each names the field
 */
export function parseResponses(raw: Record<string, unknown>): ParsedResponses {
  refuseStored(raw);
  const body = validate(responsesSchema, withTypes(raw));
  const request: ChatRequest = {
    model: body.model,
    messages: conversation(body.instructions, body.input),
    ...samplingOf({ max_tokens: body.max_output_tokens, temperature: body.temperature, top_p: body.top_p }),
  };
  addChoice(request, body);
  addFormat(request, body);
  const effort = body.reasoning?.effort;
  if (effort != null) request.thinkingBudget = THINKING_BUDGET[effort === 'max' ? 'xhigh' : effort];
  if (body.include?.includes(LOGPROBS) || body.top_logprobs != null)
    request.logprobs = body.top_logprobs ?? 0;
  return { request, body, stream: body.stream === true, warnings: unheeded(raw, body) };
}
