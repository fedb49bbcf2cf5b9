import { readCommand } from '../turns/read-command.ts';
import type { TextFile, Turn } from '../tree/turn.ts';

/** A message as it goes to the server. */
export interface WireMessage {
  role: 'user' | 'assistant';
  content: string;
}

/** A fence that the text of a file cannot close. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length));
  return '`'.repeat(longest + 1);
}

/** A question with its files below it, each in a fence under its name. */
function withFiles(text: string, files: readonly TextFile[]): string {
  const parts = files.map((file) => {
    const fence = fenceFor(file.text);
    return `${file.name}:\n${fence}\n${file.text}\n${fence}`;
  });
  return [...(text.trim() === '' ? [] : [text]), ...parts].join('\n\n');
}

/** Whether an answer belongs to what is talked about: a command stands for itself, and what nobody answered was not said. */
const tells = (turn: Turn | undefined): boolean =>
  turn !== undefined && turn.text !== '' && readCommand(turn.text)?.title === undefined;

/**
 * What was said up to a question, which is the last turn. Left out are questions without an answer, and commands: models that
 * understand single commands would refuse a conversation of several.
 */
export function messagesOf(path: readonly Turn[]): WireMessage[] {
  return path.flatMap((turn, at): WireMessage[] => {
    if (turn.role === 'assistant') return tells(turn) ? [{ role: 'assistant', content: turn.text }] : [];
    const asked: WireMessage = { role: 'user', content: withFiles(turn.text, turn.files) };
    return at === path.length - 1 || tells(path[at + 1]) ? [asked] : [];
  });
}
