import type { Look } from '../../owner/device/look-at-engines.ts';
import { bytes } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { wrap } from '../text.ts';

/** Builds of the text engine, the best one first, and what else computes here. */
export function renderEngines(look: Look, paint: Paint, columns: number): string {
  const { variants, words, npus, platform, best } = look;
  const table = renderTable(
    [
      { title: 'build', paint: paint.bold },
      { title: 'here' },
      { title: 'would run' },
      { title: 'memory', right: true },
      { title: 'why', flexible: true, paint: paint.dim },
    ],
    variants.map((one) => [
      one.id,
      one.installed ? 'installed' : '',
      one.works ? 'yes' : 'no',
      one.memoryBytes === null ? '' : `${one.method === 'measured' ? '' : '~'}${bytes(one.memoryBytes)}`,
      one.why,
    ]),
    paint,
    columns,
  );
  const missing = variants.find(({ id, installed }) => id === best && !installed);
  return [
    platform,
    ...(variants.length === 0 ? [] : [table]),
    wrap(words, columns),
    ...npus.map((name) => `${name}: seen, but no engine uses it yet.`),
    ...(missing === undefined ? [] : [`Add it: nearmost engines install ${missing.id}`]),
  ].join('\n');
}
