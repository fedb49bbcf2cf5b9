import type { Finding } from '../../contract/index.ts';
import { count } from '../format.ts';
import type { Paint } from '../paint.ts';
import { pad, width, wrap } from '../text.ts';

/** What was found, each with its fix, and the sum. */
export function renderFindings(findings: Finding[], paint: Paint, columns: number): string {
  const marks = { ok: paint.green('✓'), note: paint.yellow('!'), problem: paint.red('✗') };
  const first = Math.max(...findings.map(({ check }) => width(check)));
  const indent = ' '.repeat(first + 4);
  const lines = findings.map(({ check, level, words, fix }) => {
    const text = wrap(words, columns, indent).slice(indent.length);
    const next = fix === undefined ? '' : `\n${paint.dim(wrap(`→ ${fix}`, columns, indent))}`;
    return `${marks[level]} ${paint.dim(pad(check, first))}  ${text}${next}`;
  });
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const notes = findings.filter(({ level }) => level === 'note').length;
  const sum =
    problems > 0
      ? paint.red(`${count(problems, 'problem')} to mend.`)
      : notes > 0
        ? wrap(`Everything works; ${count(notes, 'thing')} could be better.`, columns)
        : paint.green('Everything works.');
  return `${lines.join('\n')}\n\n${sum}`;
}
