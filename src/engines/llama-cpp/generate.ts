import { randomInt, randomUUID } from 'node:crypto';
import type { ChatPart, ChatRequest, CompletionRequest, Sampling, Score } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import type { Adapter } from './adapters.ts';
import { type Answer, createAnswer } from './answer.ts';
import { CALL_MARKS, createCallReader } from './call-reader.ts';
import type { NativeGrammar } from './native.ts';
import type { TextModel } from './open-model.ts';
import type { ReadCall } from './parse-calls.ts';
import { type ChatPlan, planChat } from './plan-chat.ts';
import { samplerConfig, wireSeed } from './sampling.ts';
import type { Run } from './run.ts';
import { createStopFilter } from './stop-filter.ts';
import { checkJson } from './structure.ts';
import { createThinkingReader } from './thinking.ts';

type Emit = (part: ChatPart) => void;

/** What holds for one call beside its request. */
export interface CallState {
  signal: AbortSignal;
  adapter: Adapter | undefined;
  /** Whether the conversation may be saved when the model is unloaded. */
  keep?: boolean;
}
type Prepared = Omit<ChatPlan, 'warnings'>;

const ATTEMPTS = 3;
const MOST_CHOICES = 128;
const RETRY_TEMPERATURE = 0.7;

const count = (value: number, name: string): string => `${value} ${name}${value === 1 ? '' : 's'}`;

/** Answers a conversation; the parts go to `emit`, in order. */
export async function generateChat(
  model: TextModel,
  request: ChatRequest,
  emit: Emit,
  call: CallState,
): Promise<void> {
  const plan = planChat(request, model);
  for (const message of plan.warnings) emit({ type: 'warning', message });
  await generate(model, request, plan, emit, call);
}

/** Continues a text, without template. */
export async function generateText(
  model: TextModel,
  request: CompletionRequest,
  emit: Emit,
  call: CallState,
): Promise<void> {
  if (request.suffix)
    throw new NearmostError(
      'unsupported',
      'This engine continues a text; it cannot fill in before a suffix.',
      { param: 'suffix' },
    );
  const prompt = model.guard.tokenizeContent(request.prompt);
  if (prompt.length === 0)
    throw new NearmostError('invalid_request', 'The prompt is empty.', { param: 'prompt' });
  if (request.echo)
    for (let choice = 0; choice < (request.n ?? 1); choice++)
      emit({ type: 'text', choice, text: request.prompt });
  const plan: Prepared = {
    prompt,
    structure: undefined,
    tools: [],
    forced: false,
    grammar: undefined,
    afterThinking: undefined,
    inCall: undefined,
    open: undefined,
    budget: undefined,
    closing: [],
    stripBlank: false,
  };
  await generate(model, request, plan, emit, call);
}

async function generate(
  model: TextModel,
  request: Sampling,
  plan: Prepared,
  emit: Emit,
  call: CallState,
): Promise<void> {
  const room = model.contextSize - plan.prompt.length;
  if (room < 1)
    throw new NearmostError(
      'context_too_long',
      `The prompt has ${count(plan.prompt.length, 'token')}; this model's context is ${model.contextSize}, and at least one is needed for the answer.`,
      { param: 'messages' },
    );
  const choices = request.n ?? 1;
  if (!Number.isInteger(choices) || choices < 1 || choices > MOST_CHOICES)
    throw new NearmostError('invalid_request', `n is ${choices}; 1 to ${MOST_CHOICES} are possible.`, {
      param: 'n',
    });
  const grammars = readGrammars(model, plan);
  const seed = request.seed ?? randomInt(2 ** 31);
  const stop = new AbortController();
  const both = AbortSignal.any([call.signal, stop.signal]);
  const group: Run['group'] = choices > 1 ? {} : undefined;
  const usage = { cached: undefined as number | undefined, output: 0, reasoning: 0 };

  async function attempt(choice: number, number: number, out: Emit): Promise<Outcome> {
    const answer = createAnswer({
      choice,
      vocabulary: model.vocabulary,
      stop: createStopFilter(request.stop ?? []),
      thinking: createThinkingReader(model.dialect.tags, plan.open),
      budget: plan.budget,
      closing: plan.closing,
      calls:
        plan.tools.length > 0
          ? createCallReader(
              model.dialect.format,
              plan.tools.map(({ name }) => name),
            )
          : undefined,
      afterThinking: grammars.afterThinking,
      inCall: grammars.inCall,
      logprobs: request.logprobs !== undefined,
      marks: marksOf(model, plan),
      stripBlank: plan.stripBlank,
      emit: out,
    });
    const maxTokens = Math.min(request.maxTokens ?? room, room);
    const sampler = samplerConfig(request, model.sampling, wireSeed(seed, choice, number), maxTokens);
    if (number > 0) sampler.temperature = Math.max(sampler.temperature, RETRY_TEMPERATURE);
    const reason = await run(model, answer, both, {
      prompt: plan.prompt,
      adapter: call.adapter,
      keep: call.keep === true,
      sampler,
      top: request.logprobs ?? 0,
      maxTokens,
      ...(grammars.start ? { grammar: grammars.start } : {}),
      ...(group ? { group } : {}),
      onStart: (cached) => void (usage.cached ??= cached),
    });
    const { calls, score, cutOff } = answer.end(reason);
    usage.output += answer.outputTokens;
    usage.reasoning += answer.reasoningTokens;
    if (cutOff)
      out({ type: 'warning', message: 'The tool call was cut off at the token limit and is left out.' });
    return { reason, calls, score, text: answer.text };
  }

  async function choose(choice: number): Promise<void> {
    for (let number = 0; ; number++) {
      const held: ChatPart[] = [];
      let shown = false;
      const outcome = await attempt(choice, number, (part) => {
        if (plan.structure?.hold) held.push(part);
        else {
          shown ||= part.type === 'text' || part.type === 'reasoning';
          emit(part);
        }
      });
      const wrong =
        outcome.reason === 'length' && outcome.calls.length === 0 ? undefined : faultOf(outcome, plan);
      if (wrong !== undefined) {
        if (!shown && number < ATTEMPTS - 1) continue;
        throw new NearmostError(
          'output_invalid',
          `The model's answer does not fit: ${wrong} (${count(number + 1, 'attempt')}).`,
        );
      }
      for (const part of held) emit(part);
      return finish(choice, outcome, model, emit);
    }
  }

  try {
    await Promise.all(Array.from({ length: choices }, (_, choice) => choose(choice)));
  } finally {
    stop.abort();
  }
  emit({
    type: 'usage',
    usage: {
      inputTokens: plan.prompt.length,
      cachedInputTokens: usage.cached ?? 0,
      outputTokens: usage.output,
      ...(usage.reasoning > 0 ? { reasoningTokens: usage.reasoning } : {}),
    },
  });
}

interface Outcome {
  reason: 'stop' | 'length';
  calls: ReadCall[];
  score: Score | undefined;
  text: string;
}

function finish(choice: number, { reason, calls, score }: Outcome, model: TextModel, emit: Emit): void {
  for (const [index, call] of calls.entries()) {
    const id = randomUUID().replaceAll('-', '');
    emit({
      type: 'tool-call',
      choice,
      index,
      id: model.dialect.format === 'mistral' ? id.slice(0, 9) : `call_${id.slice(0, 24)}`,
      name: call.name,
      arguments: call.arguments,
      ...(score && index === 0 ? { score } : {}),
    });
  }
  emit({ type: 'finish', choice, reason: calls.length > 0 ? 'tool_calls' : reason });
}

/** Why an answer does not fit what was asked for; undefined: it does. */
function faultOf({ calls, text }: Outcome, plan: Prepared): string | undefined {
  if (plan.structure) return plan.structure.check(text);
  if (plan.forced && calls.length === 0) return 'there is no tool call in it';
  for (const { name, arguments: args } of calls) {
    const tool = plan.tools.find((tool) => tool.name === name);
    if (!tool) return `it calls "${name}", which is no tool of the request`;
    const fault = checkJson(args, tool.parameters ?? { type: 'object' });
    if (fault !== undefined) return `the arguments of "${name}": ${fault}`;
  }
  return undefined;
}

function run(
  model: TextModel,
  answer: Answer,
  signal: AbortSignal,
  settings: Omit<Run, 'onToken' | 'onEnd' | 'onError'>,
): Promise<'stop' | 'length'> {
  return new Promise((resolve, reject) => {
    const gone = (): NearmostError => new NearmostError('cancelled', 'The request was cancelled.');
    if (signal.aborted) return reject(gone());
    const cancel = model.scheduler.start({
      ...settings,
      onToken: answer.push,
      onEnd: resolve,
      onError: reject,
    });
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        reject(gone());
      },
      { once: true },
    );
  });
}

interface Grammars {
  start: NativeGrammar | undefined;
  afterThinking: NativeGrammar | undefined;
  inCall: NativeGrammar | undefined;
}

function readGrammars({ native }: TextModel, plan: Prepared): Grammars {
  const read = (text: string | undefined): NativeGrammar | undefined => {
    if (text === undefined) return undefined;
    try {
      return native.createGrammar(text);
    } catch (error) {
      throw new NearmostError('invalid_schema', 'llama.cpp cannot read the grammar made from this schema.', {
        param: plan.structure ? 'response_format' : 'tools',
        cause: error,
      });
    }
  };
  return { start: read(plan.grammar), afterThinking: read(plan.afterThinking), inCall: read(plan.inCall) };
}

/** Special tokens that the readers must see as text. */
function marksOf({ dialect }: TextModel, plan: Prepared): ReadonlySet<string> {
  const marks = plan.open === undefined ? [] : [dialect.tags.open, dialect.tags.close];
  return new Set(plan.tools.length > 0 ? [...marks, ...CALL_MARKS] : marks);
}
