import type { TrustedKey } from '../../adapters/trust.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { wrap } from '../text.ts';

/** The trusted keys, whole: they are compared letter by letter. */
export function renderTrust(keys: readonly TrustedKey[], paint: Paint, columns: number): string {
  if (keys.length === 0)
    return wrap(
      'No key is trusted, so no skill package is taken. Trust a publisher: nearmost trust add <key> --name <publisher> --scope <skill>',
      columns,
    );
  return renderTable(
    [{ title: 'holder', paint: paint.bold }, { title: 'may sign' }, { title: 'key', paint: paint.dim }],
    keys.map(({ name, scopes, key }) => [name, scopes.join(', '), key]),
    paint,
    columns,
  );
}
