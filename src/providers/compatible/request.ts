import type {
  ChatRequest,
  CompletionRequest,
  ResponseFormat,
  Sampling,
  ToolChoice,
} from '../../contract/index.ts';
import { schemaPrompt } from '../shared/schema-prompt.ts';
import { wireMessages, withInstruction } from './messages.ts';
import type { Quirks, Setting } from './quirks.ts';

/** A request body in the OpenAI dialect, and what had to be left out of it, in words. */
export interface WireRequest {
  body: Record<string, unknown>;
  warnings: string[];
}

const leftOut = (setting: string, name: string): string =>
  `${setting} is not supported by ${name} for this model and was left out.`;

/** Sampling settings under their wire names; refused ones become warnings. */
function sampling(
  request: Sampling,
  quirks: Quirks,
  name: string,
  warnings: string[],
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const put = (wire: string, setting: Setting, value: unknown): void => {
    if (value === undefined) return;
    if (quirks.lacks?.includes(setting)) warnings.push(leftOut(setting, name));
    else body[wire] = value;
  };
  if (request.maxTokens !== undefined) body[quirks.maxTokens ?? 'max_tokens'] = request.maxTokens;
  put('temperature', 'temperature', request.temperature);
  put('top_p', 'topP', request.topP);
  put(quirks.seed ?? 'seed', 'seed', request.seed);
  put('stop', 'stop', request.stop?.length ? request.stop : undefined);
  put('frequency_penalty', 'frequencyPenalty', request.frequencyPenalty);
  put('presence_penalty', 'presencePenalty', request.presencePenalty);
  put('n', 'n', request.n === 1 ? undefined : request.n);
  for (const setting of ['topK', 'minP'] as const) {
    const value = request[setting];
    if (value === undefined) continue;
    if (quirks.extras?.includes(setting)) body[setting === 'topK' ? 'top_k' : 'min_p'] = value;
    else warnings.push(leftOut(setting, name));
  }
  return body;
}

const toolChoice = (choice: ToolChoice): unknown =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };

/** The response format that the provider has; the instruction that makes up for one that it lacks. */
function responseFormat(format: ResponseFormat, quirks: Quirks): { wire?: unknown; instruction?: string } {
  const best = quirks.structured ?? 'json_schema';
  if (format.type === 'text') return {};
  const schema = format.type === 'json_schema' ? format.schema : undefined;
  if (best === 'none') return { instruction: schemaPrompt(schema) };
  if (format.type === 'json_object') return { wire: { type: 'json_object' } };
  if (best === 'json_object') return { wire: { type: 'json_object' }, instruction: schemaPrompt(schema) };
  const { name, strict } = format;
  return {
    wire: {
      type: 'json_schema',
      json_schema: { name: name ?? 'answer', schema, ...(strict === undefined ? {} : { strict }) },
    },
  };
}

/** A chat request in the OpenAI dialect. Pure. */
export function wireChat(request: ChatRequest, quirks: Quirks, name: string, stream: boolean): WireRequest {
  const warnings: string[] = [];
  const format = request.responseFormat && responseFormat(request.responseFormat, quirks);
  if (format?.instruction !== undefined)
    warnings.push(
      `${name} cannot be held to a JSON schema; it was asked in words, and its answer may not fit.`,
    );
  const messages =
    format?.instruction === undefined
      ? request.messages
      : withInstruction(request.messages, format.instruction);
  const body: Record<string, unknown> = {
    model: request.model,
    messages: wireMessages(messages, quirks),
    ...sampling(request, quirks, name, warnings),
  };
  if (format?.wire !== undefined) body['response_format'] = format.wire;
  if (request.logprobs !== undefined) {
    if (quirks.lacks?.includes('logprobs')) warnings.push(leftOut('logprobs', name));
    else
      Object.assign(body, {
        logprobs: true,
        ...(request.logprobs > 0 ? { top_logprobs: request.logprobs } : {}),
      });
  }
  if (request.thinkingBudget !== undefined) {
    if (quirks.thinking) Object.assign(body, quirks.thinking(request.thinkingBudget));
    else if (request.thinkingBudget > 0) warnings.push(leftOut('thinkingBudget', name));
  }
  if (request.tools?.length) {
    body['tools'] = request.tools.map(({ name: tool, description, parameters, strict }) => ({
      type: 'function',
      function: {
        name: tool,
        ...(description === undefined ? {} : { description }),
        parameters: parameters ?? { type: 'object', properties: {} },
        ...(strict === undefined ? {} : { strict }),
      },
    }));
    if (request.toolChoice !== undefined) body['tool_choice'] = toolChoice(request.toolChoice);
    if (request.parallelToolCalls !== undefined) {
      if (quirks.lacks?.includes('parallelToolCalls')) warnings.push(leftOut('parallelToolCalls', name));
      else body['parallel_tool_calls'] = request.parallelToolCalls;
    }
    if (quirks.withTools) {
      if (request.thinkingBudget)
        warnings.push(`${name} cannot think and call tools in one request; thinking is off.`);
      Object.assign(body, quirks.withTools);
    }
  }
  return { body: streamed(body, quirks, stream), warnings };
}

function streamed(body: Record<string, unknown>, quirks: Quirks, stream: boolean): Record<string, unknown> {
  if (!stream) return body;
  return {
    ...body,
    stream: true,
    ...(quirks.streamUsage === false ? {} : { stream_options: { include_usage: true } }),
  };
}

/** A raw completion in the OpenAI dialect. Pure. */
export function wireCompletion(
  request: CompletionRequest,
  quirks: Quirks,
  name: string,
  stream: boolean,
): WireRequest {
  const warnings: string[] = [];
  const { model, prompt, echo, suffix, logprobs } = request;
  const body: Record<string, unknown> = {
    model,
    prompt,
    ...sampling(request, { ...quirks, maxTokens: 'max_tokens' }, name, warnings),
    ...(echo === undefined ? {} : { echo }),
    ...(suffix === undefined ? {} : { suffix }),
  };
  if (logprobs !== undefined) {
    if (quirks.lacks?.includes('logprobs')) warnings.push(leftOut('logprobs', name));
    else body['logprobs'] = logprobs;
  }
  return { body: streamed(body, quirks, stream), warnings };
}
