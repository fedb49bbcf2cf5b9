import type { Row } from './row.ts';
import { stateOf } from './state-of.ts';

/** What is shown; empty: everything. */
export interface Filter {
  app: string;
  place: '' | 'local' | 'cloud';
  outcome: '' | 'running' | 'answered' | 'handed_over' | 'error' | 'cancelled';
}

const one = <T extends string>(value: string | null, of: readonly T[]): T | '' =>
  of.find((each) => each === value) ?? '';

/** What the address asks for: `#/now?place=cloud&outcome=error`. */
export const filterOf = (query: URLSearchParams): Filter => ({
  app: query.get('app') ?? '',
  place: one(query.get('place'), ['local', 'cloud'] as const),
  outcome: one(query.get('outcome'), ['running', 'answered', 'handed_over', 'error', 'cancelled'] as const),
});

/** Whether a row is shown; the server chooses older ones by the same rules. */
export function fits(row: Row, { app, place, outcome }: Filter): boolean {
  const { entry } = row;
  if (app !== '' && row.app !== app) return false;
  if (place !== '' && (entry?.place ?? stateOf(row).place) !== place) return false;
  if (outcome === '') return true;
  if (outcome === 'running') return entry === undefined;
  if (entry === undefined) return false;
  if (outcome === 'handed_over') return stateOf(row).kind === 'handed-over';
  return entry.status === (outcome === 'answered' ? 'ok' : outcome);
}

/** Where older rows are read; undefined: there are none to read. */
export function pathOf(
  { app, place, outcome }: Filter,
  before: string | null,
  limit: number,
): string | undefined {
  if (outcome === 'running') return undefined;
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ before: before ?? '', app, place, outcome }))
    if (value !== '') query.set(name, value);
  return `/admin/requests?${query}`;
}

/** The address of this page with another choice. */
export function hrefOf(filter: Filter, before?: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, before: before ?? '' }))
    if (value !== '') query.set(name, value);
  return query.size === 0 ? '#/now' : `#/now?${query}`;
}
