import { cut, pad, width, wrap } from './text.ts';
import type { Paint } from './paint.ts';

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  right?: boolean;
  /** May be cut when the terminal is narrow. */
  flexible?: boolean;
  paint?: (text: string) => string;
}

const GAP = '  ';

/**
 * A table for people: columns as wide as their texts, the flexible ones cut to fit.
 * Cells are plain text; colour is the column's.
 */
export function renderTable(columns: Column[], rows: string[][], paint: Paint, total: number): string {
  const widths = columns.map((column, at) =>
    Math.max(width(column.title), ...rows.map((row) => width(row[at] ?? ''))),
  );
  const sum = (): number => widths.reduce((a, b) => a + b, 0) + GAP.length * (columns.length - 1);
  for (const [at, column] of [...columns.entries()].reverse()) {
    const over = sum() - total;
    if (column.flexible && over > 0) widths[at] = Math.max(8, (widths[at] ?? 0) - over);
  }
  const line = (cells: string[], each: (at: number, cell: string) => string): string =>
    cells
      .map((cell, at) => {
        const cropped = columns[at]?.flexible ? cut(cell, widths[at] ?? 0) : cell;
        const last = at === columns.length - 1 && !columns[at]?.right;
        const filled = last ? cropped : pad(cropped, widths[at] ?? 0, columns[at]?.right ? 'right' : 'left');
        return each(at, filled);
      })
      .join(GAP)
      .trimEnd();
  const head = line(
    columns.map((column) => column.title),
    (_, cell) => paint.dim(cell),
  );
  return [head, ...rows.map((row) => line(row, (at, cell) => columns[at]?.paint?.(cell) ?? cell))].join('\n');
}

/** Names and values below each other. @param total columns of the terminal; absent: lines are not broken */
export function renderPairs(
  pairs: (readonly [name: string, value: string])[],
  paint: Paint,
  total = Number.POSITIVE_INFINITY,
): string {
  const first = Math.max(...pairs.map(([name]) => width(name)));
  const indent = ' '.repeat(first + GAP.length);
  const room = total - indent.length;
  return pairs
    .map(([name, value]) => {
      const lines = value.split('\n').flatMap((line) => wrap(line, room).split('\n'));
      return `${paint.dim(pad(name, first))}${GAP}${lines.join(`\n${indent}`)}`;
    })
    .join('\n');
}
