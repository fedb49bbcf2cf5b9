import type { ChatRequest, Tool } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import { callGrammar } from './call-grammar.ts';
import { describeTools, lastUserText, templateMessages } from './messages.ts';
import type { TextModel } from './open-model.ts';
import { afterBlank, type Structure, structureOf, withSchemaErrors } from './structure.ts';
import { words } from './template.ts';

/** All that is decided before the first token of a chat. */
export interface ChatPlan {
  prompt: number[];
  warnings: string[];
  structure: Structure | undefined;
  /** Tools on offer; empty: none. */
  tools: Tool[];
  /** A call must come. */
  forced: boolean;
  /** Grammar from the first token, from the end of thinking, from the opening mark of a call. */
  grammar: string | undefined;
  afterThinking: string | undefined;
  inCall: string | undefined;
  /** The prompt ends inside of thinking; undefined: no thinking at all. */
  open: boolean | undefined;
  budget: number | undefined;
  /** Tokens that end thinking by force. */
  closing: number[];
  /** Leave off one blank at the beginning of the answer: sentencepiece models write one. */
  stripBlank: boolean;
}

function toolsOf(
  request: ChatRequest,
  structured: boolean,
  warnings: string[],
): { tools: Tool[]; forced: boolean } {
  const { tools = [], toolChoice = 'auto' } = request;
  if (tools.length === 0 && (toolChoice === 'required' || typeof toolChoice === 'object'))
    throw new NearmostError('invalid_request', 'A tool call is required, but the request has no tools.', {
      param: 'tools',
    });
  if (tools.length === 0 || toolChoice === 'none') return { tools: [], forced: false };
  if (typeof toolChoice === 'object') {
    const named = tools.filter(({ name }) => name === toolChoice.name);
    if (named.length === 0)
      throw new NearmostError('invalid_request', `There is no tool "${toolChoice.name}" in the request.`, {
        param: 'tool_choice',
      });
    return { tools: named, forced: true };
  }
  if (toolChoice === 'required') return { tools, forced: true };
  if (structured) {
    warnings.push('Tools are not offered together with a response format.');
    return { tools: [], forced: false };
  }
  return { tools, forced: false };
}

/** Decides how a chat is answered: prompt, grammar, thinking, tools. */
export function planChat(request: ChatRequest, model: TextModel): ChatPlan {
  const { dialect } = model;
  const warnings: string[] = [];
  let structure = structureOf(request.responseFormat ?? model.responseFormat, lastUserText(request.messages));
  const { tools, forced } = toolsOf(request, structure !== undefined, warnings);
  if (forced) structure = undefined;
  warnings.push(...(structure?.warnings ?? []));
  if (request.parallelToolCalls !== undefined && forced && request.parallelToolCalls)
    warnings.push('A tool call that is required is one call.');

  let held: string | undefined = structure?.grammar;
  let inCall: string | undefined;
  if (tools.length > 0) {
    const several = !forced && request.parallelToolCalls !== false;
    const make = (opened: boolean) =>
      withSchemaErrors(() => callGrammar(tools, dialect.format, { opened, several }));
    const { grammar, unheld } = make(!forced);
    if (forced) held = grammar;
    else inCall = grammar;
    if (unheld.length > 0) warnings.push(`Only checked after a call is made: ${unheld.join(', ')}.`);
  }

  const { prompt, closing, opened, shut } = promptOf(request, model, { tools, held: held !== undefined });
  const open = opened && !shut ? true : held === undefined && !shut ? false : undefined;
  return {
    prompt,
    warnings,
    structure,
    tools,
    forced,
    grammar: open === true ? undefined : held,
    afterThinking: open === true && held !== undefined ? afterBlank(held) : undefined,
    inCall,
    open,
    budget: request.thinkingBudget,
    closing,
    stripBlank: model.vocabulary.kind === 'spm',
  };
}

/** Tokens up to where the answer begins. `opened`: the template opens thinking; `shut`: it was closed at once. */
function promptOf(
  request: ChatRequest,
  model: TextModel,
  { tools, held }: { tools: Tool[]; held: boolean },
): { prompt: number[]; closing: number[]; opened: boolean; shut: boolean } {
  const { dialect, guard } = model;
  if (request.messages.length === 0)
    throw new NearmostError('invalid_request', 'There are no messages.', { param: 'messages' });
  // A model that may not think, or whose first token is held by a grammar, is asked not to.
  const quiet = request.thinkingBudget === 0 || (held && !request.thinkingBudget);
  const rendered = renderChat(request, model, { tools, quiet });
  const opened = rendered.trimEnd().endsWith(dialect.tags.open);
  const blank = rendered.endsWith('\n') ? '' : '\n';
  const closing = guard.tokenize(`\n${dialect.tags.close}\n\n`, 'rest');
  const shut = opened && request.thinkingBudget === 0;
  const prompt = guard.tokenize(shut ? `${rendered}${blank}${dialect.tags.close}\n\n` : rendered);
  return { prompt, closing, opened, shut };
}

/** The prompt of a chat as {@link planChat} makes it, without the grammar of its answer. */
export function planPrompt(request: ChatRequest, model: TextModel): number[] {
  const format = request.responseFormat ?? model.responseFormat;
  const structured = format !== undefined && format.type !== 'text';
  const { tools, forced } = toolsOf(request, structured, []);
  return promptOf(request, model, { tools, held: structured || forced }).prompt;
}

/** Fills in the chat template; `generate`: up to where the answer begins. */
export function renderChat(
  request: ChatRequest,
  model: Pick<TextModel, 'dialect' | 'guard' | 'template' | 'templateTokens'>,
  { tools = [], quiet = false, generate = true }: { tools?: Tool[]; quiet?: boolean; generate?: boolean },
): string {
  const { dialect, guard, template, templateTokens } = model;
  const native = dialect.tools && tools.length > 0;
  const described = tools.length > 0 && !native ? describeTools(tools, dialect.format) : undefined;
  const messages = templateMessages(request.messages, dialect, described).map((message) => ({
    ...guard.protect(message),
    role: message.role,
  }));
  const values = {
    ...templateTokens,
    messages,
    add_generation_prompt: generate,
    ...(native
      ? {
          tools: tools.map(({ name, description, parameters }) => ({
            type: 'function',
            function: guard.protect({
              name,
              description: description ?? '',
              parameters: parameters ?? { type: 'object', properties: {} },
            }),
          })),
        }
      : {}),
    ...(dialect.thinkingSwitch && (quiet || request.thinkingBudget !== undefined)
      ? { enable_thinking: !quiet }
      : {}),
  };
  try {
    return template(values);
  } catch (error) {
    throw new NearmostError(
      'invalid_request',
      `The model's chat template refuses these messages: ${words(error)}.`,
      {
        param: 'messages',
        hint: 'Check the order of the roles: user and assistant by turns, ending with user.',
      },
    );
  }
}
