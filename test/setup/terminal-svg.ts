// Draws captured terminal text (with ANSI colours) as an SVG that looks like a dark terminal.
// FORCE_COLOR=1 COLUMNS=112 nearmost demo --exit > captured.txt
// node test/setup/terminal-svg.ts <captured.txt> <out.svg> [title] [fold, such as 20-40: these lines become one]
import { readFileSync, writeFileSync } from 'node:fs';
import { width } from '../../src/cli/text.ts';

const COLOURS: Record<number, string> = {
  30: '#484f58',
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#56d4dd',
  37: '#c9d1d9',
  90: '#8b949e',
};
const PLAIN = '#c9d1d9';
const DIM = '#8b949e';
const LETTER = 7.8;
const LINE = 18;
const EDGE = 18;
const BAR = 34;

interface Span {
  text: string;
  colour: string;
  bold: boolean;
  /** Columns before it. */
  at: number;
}

/** One line as spans of one look each. The look at the end of the line is dropped: our lines end plain. */
export function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let colour: string | undefined;
  let bold = false;
  let dim = false;
  let at = 0;
  // oxlint-disable-next-line no-control-regex
  for (const [index, piece] of line.split(/\u001B\[([0-9;]*)m/).entries()) {
    if (index % 2 === 0) {
      if (piece !== '') spans.push({ text: piece, colour: colour ?? (dim ? DIM : PLAIN), bold, at });
      at += width(piece);
      continue;
    }
    for (const code of piece.split(';').map(Number)) {
      if (code === 0) [colour, bold, dim] = [undefined, false, false];
      else if (code === 1) bold = true;
      else if (code === 2) dim = true;
      else if (code === 22) [bold, dim] = [false, false];
      else if (code === 39) colour = undefined;
      else colour = COLOURS[code] ?? colour;
    }
  }
  return spans;
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );

function spanSvg({ text, colour, bold, at }: Span, y: number): string {
  if (text.trim() === '') return '';
  const weight = bold ? ' font-weight="700"' : '';
  const x = (EDGE + at * LETTER).toFixed(1);
  const length = (width(text) * LETTER).toFixed(1);
  return `<text x="${x}" y="${y}" fill="${colour}"${weight} textLength="${length}" lengthAdjust="spacing">${escape(text).replaceAll(' ', '\u00a0')}</text>`;
}

/** The whole picture. */
export function terminalSvg(captured: string, title: string): string {
  const lines = captured.replace(/\r/g, '').replace(/\n+$/, '').split('\n');
  const columns = Math.max(60, ...lines.map(width));
  const [w, h] = [Math.ceil(columns * LETTER + 2 * EDGE), BAR + lines.length * LINE + EDGE];
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, n) => `<circle cx="${20 + n * 18}" cy="17" r="5.5" fill="${fill}"/>`,
  );
  const rows = lines.flatMap((line, n) => spansOf(line).map((span) => spanSvg(span, BAR + 14 + n * LINE)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${escape(title)}">
<rect width="${w}" height="${h}" rx="9" fill="#0d1117"/>
${dots.join('')}
<text x="${w / 2}" y="21" fill="#8b949e" font-family="ui-sans-serif,system-ui,sans-serif" font-size="12" text-anchor="middle">${escape(title)}</text>
<g xml:space="preserve" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13">
${rows.filter((row) => row !== '').join('\n')}
</g>
</svg>
`;
}

/** Leaves out lines (counted from 1), and says how many. */
export function foldLines(captured: string, fold: string | undefined): string {
  const [first, last] = (fold ?? '').split('-').map(Number);
  if (!first || !last) return captured;
  const lines = captured.split('\n');
  return lines
    .toSpliced(first - 1, last - first + 1, `\u001B[2m⋮ ${last - first + 1} more\u001B[22m`)
    .join('\n');
}

if (import.meta.main) {
  const [from, to, title = 'nearmost demo', fold] = process.argv.slice(2);
  if (from === undefined || to === undefined) {
    console.error('node test/setup/terminal-svg.ts <captured.txt> <out.svg> [title]');
    process.exit(2);
  }
  writeFileSync(to, terminalSvg(foldLines(readFileSync(from, 'utf8'), fold), title));
}
