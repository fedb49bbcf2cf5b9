import { stripVTControlCharacters } from 'node:util';

// Names of models and words of people may hold wide letters, and must not hold escape sequences.
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes, colours not counted. */
export function width(text: string): number {
  let columns = 0;
  for (const letter of stripVTControlCharacters(text)) {
    if (NO_WIDTH.test(letter)) continue;
    columns += WIDE.test(letter) ? 2 : 1;
  }
  return columns;
}

/** Cuts a text without colours to so many columns, with an ellipsis where something is missing. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns <= 0) return '';
  let out = '';
  let used = 0;
  for (const letter of text) {
    used += width(letter);
    if (used > columns - 1) break;
    out += letter;
  }
  return `${out.trimEnd()}…`;
}

/** Fills up to so many columns on the right (or left). */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, columns - width(text)));
  return side === 'left' ? text + fill : fill + text;
}

/** One safe line of a foreign text: line breaks become spaces, control characters go. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
}

/** A foreign text on lines of its own, without the control characters that would steer a terminal. */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

/** A command to be typed: it stays on one line, so that it can be copied. */
const COMMAND =
  /\bnearmost (?:config set \S+ \S+|keys (?:add|rm) [\w<>-]+|(?:(?:config|engines|keys|learn|skill|trust) )?[a-z]+(?: --?[\w-]+| <[\w-]+>)*)/g;
const GLUE = '\u00a0';

/** Breaks a text into lines of at most so many columns, at spaces. */
export function wrap(text: string, columns: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  const words = text.replaceAll(COMMAND, (command) => command.replaceAll(' ', GLUE)).split(/ +/);
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && width(longer) > columns - indent.length) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  return lines.map((each) => indent + each.replaceAll(GLUE, ' ')).join('\n');
}
