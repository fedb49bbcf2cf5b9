import { cut, pad, width, wrap } from './text.ts';
import type { Paint } from './paint.ts';

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  right?: boolean;
  /** May be cut when the terminal is narrow. */
  flexible?: boolean;
  /** May be left out when the terminal is narrow; the largest number goes first. */
  spare?: number;
  paint?: (text: string) => string;
}

const GAP = '  ';
/** Columns that a flexible one keeps. */
const LEAST_CUT = 8;

/** Widths of the columns, the flexible ones cut as far as they go, and whether that fits. */
function fitWidths(columns: Column[], rows: string[][], total: number): { widths: number[]; fits: boolean } {
  const widths = columns.map((column, at) =>
    Math.max(width(column.title), ...rows.map((row) => width(row[at] ?? ''))),
  );
  const over = (): number => widths.reduce((a, b) => a + b, 0) + GAP.length * (columns.length - 1) - total;
  for (const [at, column] of [...columns.entries()].reverse())
    if (column.flexible && over() > 0)
      widths[at] = Math.max(Math.min(LEAST_CUT, widths[at] ?? 0), (widths[at] ?? 0) - over());
  return { widths, fits: over() <= 0 };
}

/** A row on lines of its own, for terminals that no table fits. */
function stacked(columns: Column[], rows: string[][], paint: Paint, total: number): string {
  const [first, ...others] = columns;
  return rows
    .map(([name = '', ...cells]) => {
      const pairs = others.flatMap(({ title }, at) => {
        const cell = cells[at] ?? '';
        return cell === '' ? [] : [[`  ${title}`, cell] as const];
      });
      const head = first?.paint?.(name) ?? name;
      return pairs.length === 0 ? head : `${head}\n${renderPairs(pairs, paint, total)}`;
    })
    .join('\n');
}

/**
 * A table for people: columns as wide as their texts, the flexible ones cut to fit, then spare ones left out; where that
 * does not do, each row becomes a list. Cells are plain text; colour is the column's.
 */
export function renderTable(columns: Column[], rows: string[][], paint: Paint, total: number): string {
  const { widths, fits } = fitWidths(columns, rows, total);
  if (!fits) {
    const most = Math.max(...columns.map(({ spare = 0 }) => spare));
    const stays = (_: unknown, at: number): boolean => columns[at]?.spare !== most;
    if (most === 0) return stacked(columns, rows, paint, total);
    return renderTable(
      columns.filter(stays),
      rows.map((row) => row.filter(stays)),
      paint,
      total,
    );
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
