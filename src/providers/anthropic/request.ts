import type { ChatRequest, Message } from '../../contract/index.ts';
import { effortWord } from '../compatible/quirks.ts';
import { withInstruction } from '../compatible/messages.ts';
import { schemaPrompt } from '../shared/schema-prompt.ts';
import { anthropicMessages } from './messages.ts';
import { outputSchema } from './schema.ts';
import { claudeTraits, type ClaudeTraits } from './version.ts';

type Body = Record<string, unknown>;

/** A request body of the Messages API. */
export interface AnthropicRequest {
  body: Body;
  warnings: string[];
  /** Name of the tool that stands for a structured answer: its arguments are the answer. */
  answerTool: string | undefined;
}

const ANSWER_TOOL = 'answer';
const LEAST_BUDGET = 1024;
const LACKING = ['seed', 'logprobs', 'frequencyPenalty', 'presencePenalty', 'minP'] as const;

const leftOut = (setting: string, why = 'is not supported by Anthropic'): string =>
  `${setting} ${why} and was left out.`;

/** Thinking, by the dialect of the model's generation. */
function thinking(request: ChatRequest, traits: ClaudeTraits, body: Body, warnings: string[]): boolean {
  const budget = request.thinkingBudget;
  if (budget === undefined) return false;
  if (traits.adaptiveThinking) {
    // Switching it off is refused by the newest models; little effort is the nearest thing.
    body['output_config'] = { effort: budget === 0 ? 'low' : effortWord(budget) };
    if (budget > 0) body['thinking'] = { type: 'adaptive' };
    return budget > 0;
  }
  if (budget === 0) return false;
  if (request.messages.some((message) => message.role === 'assistant' && message.toolCalls?.length)) {
    warnings.push(leftOut('thinkingBudget', 'cannot be used while calls of tools are answered'));
    return false;
  }
  const tokens = Math.max(budget, LEAST_BUDGET);
  body['thinking'] = { type: 'enabled', budget_tokens: tokens };
  body['max_tokens'] = Number(body['max_tokens']) + tokens;
  return true;
}

function sampling(
  request: ChatRequest,
  allowed: boolean,
  thinks: boolean,
  body: Body,
  warnings: string[],
): void {
  const { temperature, topP, topK } = request;
  const why = thinks ? 'cannot be set for a model that thinks' : 'is refused by this model';
  if (!allowed || thinks) {
    for (const [name, value] of Object.entries({ temperature, topP, topK }))
      if (value !== undefined) warnings.push(leftOut(name, why));
    return;
  }
  if (temperature !== undefined) {
    body['temperature'] = Math.min(temperature, 1);
    if (temperature > 1) warnings.push('temperature is at most 1 with Anthropic and was lowered to it.');
  }
  if (topP !== undefined) {
    if (temperature === undefined) body['top_p'] = topP;
    else warnings.push(leftOut('topP', 'cannot be set together with temperature'));
  }
  if (topK !== undefined) body['top_k'] = topK;
}

function stops(request: ChatRequest, body: Body, warnings: string[]): void {
  const usable = request.stop?.filter((stop) => stop.trim() !== '') ?? [];
  if (usable.length < (request.stop?.length ?? 0))
    warnings.push('Anthropic takes no stop sequence of blanks only; those were left out.');
  if (usable.length > 0) body['stop_sequences'] = usable;
}

function tools(request: ChatRequest, thinks: boolean, body: Body, warnings: string[]): void {
  if (!request.tools?.length) return;
  body['tools'] = request.tools.map(({ name, description, parameters }) => ({
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: { type: 'object', ...(parameters ?? { properties: {} }) },
  }));
  const choice = request.toolChoice ?? 'auto';
  const forced = choice === 'required' || typeof choice === 'object';
  if (forced && thinks) warnings.push(leftOut('toolChoice', 'cannot force a call of a model that thinks'));
  const single =
    request.parallelToolCalls === false && choice !== 'none' ? { disable_parallel_tool_use: true } : {};
  if (choice === 'auto' || (forced && thinks)) body['tool_choice'] = { type: 'auto', ...single };
  else if (typeof choice === 'object') body['tool_choice'] = { type: 'tool', name: choice.name, ...single };
  else body['tool_choice'] = choice === 'required' ? { type: 'any', ...single } : { type: 'none' };
}

/** Holds the answer to a format: by schema, by a tool that must be called, or in words. */
function format(
  request: ChatRequest,
  traits: ClaudeTraits,
  thinks: boolean,
  body: Body,
  warnings: string[],
): { answerTool?: string; instruction?: string } {
  const wanted = request.responseFormat;
  if (!wanted || wanted.type === 'text') return {};
  const schema = wanted.type === 'json_schema' ? wanted.schema : undefined;
  if (schema && traits.schemaOutput) {
    const { schema: accepted, dropped } = outputSchema(schema);
    body['output_config'] = {
      ...(body['output_config'] as Body),
      format: { type: 'json_schema', schema: accepted },
    };
    if (dropped.length > 0)
      warnings.push(`Anthropic does not hold answers to these schema keywords: ${dropped.join(', ')}.`);
    return {};
  }
  if (schema?.['type'] === 'object' && !request.tools?.length && !thinks) {
    body['tools'] = [{ name: ANSWER_TOOL, description: 'Gives the answer.', input_schema: schema }];
    body['tool_choice'] = { type: 'tool', name: ANSWER_TOOL };
    return { answerTool: ANSWER_TOOL };
  }
  warnings.push('Anthropic was asked for JSON in words; its answer may not fit.');
  return { instruction: schemaPrompt(schema) };
}

/** A chat request in Anthropic's dialect. Pure. */
export function anthropicRequest(request: ChatRequest, stream: boolean): AnthropicRequest {
  const traits = claudeTraits(request.model);
  const warnings: string[] = LACKING.filter((name) => request[name] !== undefined).map((name) =>
    leftOut(name),
  );
  if ((request.n ?? 1) > 1) warnings.push('Anthropic gives one choice; n was left out.');
  const body: Body = { model: request.model, max_tokens: request.maxTokens ?? traits.maxTokens };
  const thinks = thinking(request, traits, body, warnings);
  sampling(request, traits.sampling, thinks, body, warnings);
  stops(request, body, warnings);
  tools(request, thinks, body, warnings);
  const { answerTool, instruction } = format(request, traits, thinks, body, warnings);
  const messages: readonly Message[] =
    instruction === undefined ? request.messages : withInstruction(request.messages, instruction);
  const { system, turns } = anthropicMessages(messages);
  body['messages'] = turns;
  if (system !== '') body['system'] = system;
  if (stream) body['stream'] = true;
  return { body, warnings, answerTool };
}
