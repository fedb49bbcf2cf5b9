import type { FoundModel } from '../../store/found/find-models.ts';
import { bytes } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { oneLine } from '../text.ts';
import { parameters } from './models.ts';

function stateOf({ id, problem }: FoundModel): string {
  if (problem !== undefined) return oneLine(problem);
  return id === undefined ? '' : `in use as ${id}`;
}

/** Models of other programs, and what hinders their use. */
export function renderFound(found: readonly FoundModel[], paint: Paint, columns: number): string {
  return renderTable(
    [
      { title: 'model', paint: paint.bold, flexible: true },
      { title: 'in' },
      { title: 'size', right: true },
      { title: 'params', right: true },
      { title: 'quant' },
      { title: '', flexible: true, paint: paint.dim },
    ],
    found.map((one) => [
      oneLine(one.name),
      one.in,
      one.bytes === undefined ? '' : bytes(one.bytes),
      one.info === undefined ? '' : parameters(one.info.parameters),
      one.info?.quantisation ?? '',
      stateOf(one),
    ]),
    paint,
    columns,
  );
}
