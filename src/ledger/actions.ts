import { LEARNING_APP } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import type { Period } from './aggregate.ts';

/** What an app does again and again, with what it took. Money in US dollars, times in milliseconds. */
export interface ActionSums {
  app: string;
  /** Name of the skill, or the model that was asked for. */
  action: string;
  kind: 'skill' | 'model';
  task: string;
  requests: number;
  answered: number;
  answeredLocally: number;
  /** All that was paid to providers, also for answers that nobody got. */
  costUsd: number;
  /** Cloud answers whose price is unknown. */
  unpriced: number;
  /** What the answers would have cost with the owner's cloud model alone; cloud answers at their own price. */
  counterfactualUsd: number;
  /** Answers for which that is known. */
  counterfactualKnown: number;
  /** Time in which models of this device worked, also for answers that were handed over; answers side by side count each. */
  localMs: number;
}

/** Actions, and the time they were seen in. */
export interface Actions {
  /** First and last request, milliseconds since 1970; null: there is none. */
  from: number | null;
  to: number | null;
  actions: ActionSums[];
}

type Row = Omit<ActionSums, 'action' | 'kind' | 'answeredLocally'> & {
  requested: string;
  model: string;
  first: string | null;
  place: string;
  from_at: number;
  to_at: number;
};

const SQL = `
  SELECT app, task, requested_model AS requested, model, iif(handed_over IS NULL, NULL, json_extract(attempts, '$[0].model')) AS first, place,
    count(*) AS requests, sum(status = 'ok') AS answered, sum(coalesce(cost_usd, 0)) AS costUsd,
    sum(status = 'ok' AND place = 'cloud' AND cost_usd IS NULL) AS unpriced,
    sum(iif(status = 'ok', coalesce(iif(place = 'cloud', cost_usd, counterfactual_usd), 0), 0)) AS counterfactualUsd,
    sum(status = 'ok' AND iif(place = 'cloud', cost_usd, counterfactual_usd) IS NOT NULL) AS counterfactualKnown,
    sum(iif(place = 'local', duration_ms, iif(handed_over IS NULL, 0, (
      SELECT coalesce(sum(json_extract(value, '$.durationMs')), 0) FROM json_each(attempts)
      WHERE json_extract(value, '$.place') = 'local')))) AS localMs,
    min(at) AS from_at, max(at) AS to_at
  FROM ledger WHERE at >= :since AND at < :until AND (:app IS NULL OR app = :app)
  GROUP BY app, task, requested, model, first, place`;

/** The skill that a request belongs to, as far as its row tells: it answered, or was asked first. */
function skillOf({ model, first }: Row, skills: ReadonlyMap<string, string>): string | undefined {
  const bare = (name: string): string => name.replace(/^local\//, '');
  return skills.get(bare(model)) ?? (first === null ? undefined : skills.get(bare(first)));
}

/**
 * Sums up the ledger by action: the app, the skill or else the requested model, and the task. Every row is in one of them,
 * so their costs add up to the ledger's.
 * @param skills id -> name
 */
export function readActions(
  database: Database,
  skills: ReadonlyMap<string, string>,
  period: Period = {},
): Actions {
  const bound = {
    since: period.since ?? 0,
    until: period.until ?? Number.MAX_SAFE_INTEGER,
    app: period.app ?? null,
  };
  const found = new Map<string, ActionSums>();
  let [from, to]: [number | null, number | null] = [null, null];
  for (const row of database.prepare(SQL).all(bound) as unknown as Row[]) {
    from = Math.min(from ?? row.from_at, row.from_at);
    to = Math.max(to ?? row.to_at, row.to_at);
    const skill = skillOf(row, skills);
    const { app, task } = row;
    const action = skill ?? row.requested;
    const kind = skill === undefined ? 'model' : 'skill';
    const key = JSON.stringify([app, kind, action, task]);
    const sums = found.get(key) ?? emptyAction({ app, action, kind, task });
    found.set(key, addAction(sums, { ...row, answeredLocally: row.place === 'local' ? row.answered : 0 }));
  }
  return { from, to, actions: [...found.values()].toSorted((a, b) => b.requests - a.requests) };
}

const COUNTS = [
  'requests',
  'answered',
  'answeredLocally',
  'costUsd',
  'unpriced',
  'counterfactualUsd',
  'counterfactualKnown',
  'localMs',
] as const;

/** An action without requests. */
export function emptyAction(name: Pick<ActionSums, 'app' | 'action' | 'kind' | 'task'>): ActionSums {
  return {
    ...name,
    requests: 0,
    answered: 0,
    answeredLocally: 0,
    costUsd: 0,
    unpriced: 0,
    counterfactualUsd: 0,
    counterfactualKnown: 0,
    localMs: 0,
  };
}

/** The sum of two, under the name of the first. */
export function addAction(a: ActionSums, b: Pick<ActionSums, (typeof COUNTS)[number]>): ActionSums {
  const sum = { ...a };
  for (const count of COUNTS) sum[count] += b[count];
  return sum;
}

/** Requests of the learning loop are costs, not actions of a person. */
export const isOwn = ({ app }: Pick<ActionSums, 'app'>): boolean => app === LEARNING_APP;
