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

/** What was said up to a question; answers that never came are left out. */
export function messagesOf(path: readonly Turn[]): WireMessage[] {
  return path.flatMap((turn): WireMessage[] => {
    if (turn.role === 'user') return [{ role: 'user', content: withFiles(turn.text, turn.files) }];
    return turn.text === '' ? [] : [{ role: 'assistant', content: turn.text }];
  });
}
