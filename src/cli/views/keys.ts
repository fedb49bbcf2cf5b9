import type { Label } from '../../contract/index.ts';
import type { KeyState } from '../../owner/keys/key-states.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { wrap } from '../text.ts';

/** What the label of unlabelled requests means, in one sentence. */
export function labelWords(label: Label): string {
  return label === 'public'
    ? 'Requests without a label may leave this device (label public).'
    : `Requests without a label stay on this device (label ${label}). Let them leave: nearmost config set label public`;
}

/** All providers and their keys. */
export function renderKeys(states: KeyState[], label: Label, paint: Paint, columns: number): string {
  const table = renderTable(
    [
      { title: 'provider', paint: paint.bold },
      { title: 'key', paint: (text) => (text.startsWith('none') ? paint.dim(text) : paint.green(text)) },
      ...(columns < 100 ? [] : [{ title: 'model under auto' }]),
      { title: 'where to get one', paint: paint.dim },
    ],
    states.map((state) => [
      state.provider,
      state.origin === null ? 'none' : state.origin === 'config' ? 'stored' : 'environment',
      ...(columns < 100 ? [] : [state.model]),
      state.origin === null ? state.keyPage : '',
    ]),
    paint,
    columns,
  );
  return `${table}\n\n${wrap(labelWords(label), columns)}`;
}
