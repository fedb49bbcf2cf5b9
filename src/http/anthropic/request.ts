import { NearmostError, type ChatRequest, type ToolChoice } from '../../contract/index.ts';
import type { AskedChat } from '../answer-chat.ts';
import { samplingOf } from '../sampling.ts';
import { checkDepth } from '../schema-depth.ts';
import { THINKING_BUDGET } from '../thinking-budget.ts';
import { addTools } from '../tools.ts';
import { unknownFields, validate } from '../validate.ts';
import { conversation } from './conversation.ts';
import { MESSAGES_FIELDS, messagesSchema, type MessagesBody } from './schema.ts';

const CHOICES = { auto: 'auto', any: 'required', none: 'none' } as const;

function addChoice(request: ChatRequest, { tools, tool_choice: choice }: MessagesBody): void {
  const picked: ToolChoice | undefined =
    choice == null ? undefined : choice.type === 'tool' ? { name: choice.name } : CHOICES[choice.type];
  const single = choice == null || choice.type === 'none' ? undefined : choice.disable_parallel_tool_use;
  addTools(
    request,
    (tools ?? []).map((tool, at) => ({
      ...tool,
      parameters: tool.input_schema,
      param: `tools[${at}].input_schema`,
    })),
    picked,
    single == null ? undefined : !single,
  );
}

/** How long to think: in tokens, or by effort where the model is left to choose. */
function addThinking(request: ChatRequest, { thinking, output_config: output }: MessagesBody): string[] {
  if (thinking?.type === 'enabled') request.thinkingBudget = thinking.budget_tokens;
  if (thinking?.type === 'disabled') request.thinkingBudget = 0;
  const effort = output?.effort;
  if (effort == null) return [];
  if (thinking?.type !== 'adaptive') return ['ignored: output_config.effort, without adaptive thinking'];
  request.thinkingBudget = THINKING_BUDGET[effort === 'max' ? 'xhigh' : effort];
  return [];
}

/**
 * A body of Anthropic's Messages API as a request of the contract.
 * @throws NearmostError invalid_request, invalid_schema: each names the field
 */
export function parseMessages(raw: Record<string, unknown>): AskedChat {
  const body = validate(messagesSchema, raw);
  const { stop_sequences: stop, ...sampling } = body;
  const request: ChatRequest = {
    model: body.model,
    messages: conversation(body.system, body.messages),
    ...samplingOf({ ...sampling, stop }),
  };
  if (!request.messages.some(({ role }) => role !== 'system'))
    throw new NearmostError('invalid_request', 'The field "messages" holds no message to answer.', {
      param: 'messages',
    });
  addChoice(request, body);
  const warnings = [...unknownFields(raw, MESSAGES_FIELDS), ...addThinking(request, body)];
  const format = body.output_config?.format;
  if (format != null)
    request.responseFormat = {
      type: 'json_schema',
      schema: checkDepth(format.schema, 'output_config.format.schema'),
    };
  return { request, stream: body.stream === true, warnings };
}
