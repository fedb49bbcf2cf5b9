import type { Interface } from 'node:readline/promises';
import { NearmostError } from '../../contract/errors.ts';
import type { Message, RequestContext } from '../../contract/index.ts';
import type { Cli } from '../context.ts';
import { errorText } from '../show-error.ts';
import { visible, wrap } from '../text.ts';
import { readModel } from './read-words.ts';
import { routeLine } from './route-line.ts';
import type { Talker } from './talk.ts';

const HELP = [
  ['/new', 'begin a new conversation'],
  ['/model <name>', 'ask another model; auto lets Nearmost choose'],
  ['/models', 'list what can be named'],
  ['/bye', 'leave (so does Ctrl-D)'],
] as const;

export interface Chat {
  talker: Talker;
  model: string;
  messages: Message[];
  context: RequestContext;
}

/** Asks once and writes the answer as it comes. The conversation grows only when the answer is whole. */
export async function askOnce(cli: Cli, chat: Chat, prompt: string, signal: AbortSignal): Promise<string> {
  const { paint } = cli;
  const messages: Message[] = [...chat.messages, { role: 'user', content: prompt }];
  const began = performance.now();
  const { pieces, done } = await chat.talker.ask(
    { model: chat.model, messages },
    { ...chat.context, signal },
  );
  let answer = '';
  for await (const { type, text } of pieces) {
    const shown = visible(text);
    cli.write(type === 'reasoning' ? paint.dim(shown) : shown);
    if (type === 'text') answer += text;
  }
  if (!answer.endsWith('\n')) cli.say();
  const route = await done;
  if (route !== undefined) cli.note(routeLine(route, performance.now() - began, paint));
  cli.result({ text: answer, model: chat.model, route: route ?? null });
  chat.messages = [...messages, { role: 'assistant', content: answer }];
  return answer;
}

/** One line of the person. False: they are done. */
async function obey(cli: Cli, chat: Chat, line: string): Promise<boolean> {
  const [word = '', ...rest] = line.slice(1).split(/\s+/);
  if (['bye', 'exit', 'quit'].includes(word)) return false;
  if (word === 'new') {
    chat.messages = [];
    cli.say(cli.paint.dim('A new conversation.'));
  } else if (word === 'model' && rest[0] !== undefined) {
    chat.model = readModel(rest[0], await chat.talker.models());
    cli.say(cli.paint.dim(`From now on: ${chat.model}`));
  } else if (word === 'model') cli.say(cli.paint.dim(`Model: ${chat.model}. Another one: /model <name>`));
  else if (word === 'models') cli.say((await chat.talker.models()).join('\n'));
  else if (word !== 'help')
    throw new NearmostError('invalid_request', `There is no /${word} here.`, {
      hint: `It has: ${HELP.map(([name]) => name).join(', ')}.`,
    });
  else for (const [name, words] of HELP) cli.say(`${cli.paint.cyan(name.padEnd(14))}${cli.paint.dim(words)}`);
  return true;
}

/**
 * Asks, with the conversation so far. Where no model may take a conversation (the embedded one answers single commands),
 * the sentence is asked alone.
 */
async function askInChat(cli: Cli, chat: Chat, line: string, signal: AbortSignal): Promise<void> {
  const before = chat.messages.filter(({ role }) => role !== 'system').length;
  try {
    await askOnce(cli, chat, line, signal);
  } catch (error) {
    if (before === 0 || NearmostError.from(error).code !== 'no_candidate') throw error;
    const alone = { ...chat, messages: chat.messages.filter(({ role }) => role === 'system') };
    await askOnce(cli, alone, line, signal);
    chat.messages = alone.messages;
    cli.say(cli.paint.dim('asked without the sentences before it: no model here takes a conversation'));
  }
}

/** Talks until the person leaves. Ctrl-C breaks an answer off; at the prompt it leaves. */
export async function converse(cli: Cli, chat: Chat, lines: Interface): Promise<void> {
  const { paint } = cli;
  const first = `${chat.model} by ${chat.talker.where}. /help shows what else there is; /bye leaves.`;
  cli.say(paint.dim(wrap(first, cli.columns)));
  let answering: AbortController | undefined;
  lines.on('SIGINT', () => {
    if (answering !== undefined) return answering.abort();
    cli.say();
    return lines.close();
  });
  lines.setPrompt(paint.bold('> '));
  lines.prompt();
  for await (const line of lines) {
    answering = new AbortController();
    try {
      if (line.startsWith('/')) {
        if (!(await obey(cli, chat, line.trim()))) break;
      } else if (line.trim() !== '') await askInChat(cli, chat, line, answering.signal);
    } catch (error) {
      const stopped = answering.signal.aborted || NearmostError.from(error).code === 'cancelled';
      cli.say(stopped ? paint.dim('\nstopped') : errorText(error, paint, cli.columns));
    }
    answering = undefined;
    lines.prompt();
  }
  lines.close();
}
