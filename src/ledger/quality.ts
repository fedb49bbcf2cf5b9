import { LEARNING_APP, type Estimate, type Judgement } from '../contract/index.ts';
import { estimateOf } from '../kit/stats/estimate.ts';
import type { Database } from '../store/database.ts';
import type { Period } from './aggregate.ts';
import type { VerdictSource } from './verdicts.ts';

/** Answers of one app, model, task and place, and what was said of them. */
export interface QualityTally {
  app: string;
  task: string;
  model: string;
  place: 'local' | 'cloud';
  answers: number;
  judged: Record<VerdictSource, { n: number; sum: number }>;
}

interface QualityApp extends Judgement {
  name: string;
  answers: number;
  /** Answers from this device of all answers. */
  localShare: Estimate | null;
}

/** Judged traffic by app, model and kind of task. */
interface QualityModel extends Judgement {
  app: string;
  model: string;
  task: string;
  answers: number;
}

export interface Quality {
  /** Verdicts, of whatever source. */
  judged: number;
  all: QualityApp;
  /** Most answers first. */
  apps: QualityApp[];
  /** Only those with verdicts. */
  models: QualityModel[];
}

const ROWS = `FROM ledger l WHERE status = 'ok' AND app <> '${LEARNING_APP}' AND l.at >= :since AND l.at < :until AND (:app IS NULL OR app = :app)`;
const ANSWERS = `SELECT app, task, model, place, count(*) AS n ${ROWS} GROUP BY app, task, model, place`;
const JUDGED = `SELECT app, task, model, place, source, count(*) AS n, sum(score) AS sum
  ${ROWS.replace(' l ', ' l JOIN verdicts v ON v.request_id = l.request_id ')} GROUP BY app, task, model, place, source`;
/** From the few verdicts to the rows; nobody judges what was not asked yet. */
const SAID = `SELECT l.at AS at, app, place, source, 1 AS n, score AS sum FROM verdicts v CROSS JOIN ledger l ON l.request_id = v.request_id
  WHERE v.at >= :since AND status = 'ok' AND app <> '${LEARNING_APP}' AND l.at >= :since AND l.at < :until AND (:app IS NULL OR app = :app)`;

type Group = Pick<QualityTally, 'app' | 'task' | 'model' | 'place'> & { n: number };

/** Counts answers and verdicts of a time. */
export function readQuality(database: Database, period: Period = {}): QualityTally[] {
  const bound = {
    since: period.since ?? 0,
    until: period.until ?? Number.MAX_SAFE_INTEGER,
    app: period.app ?? null,
  };
  const key = ({ app, task, model, place }: Group): string => JSON.stringify([app, task, model, place]);
  const tallies = new Map<string, QualityTally>();
  for (const row of database.prepare(ANSWERS).all(bound) as unknown as Group[]) {
    const { n, ...group } = row;
    const judged = {
      feedback: { n: 0, sum: 0 },
      shadow: { n: 0, sum: 0 },
      check: { n: 0, sum: 0 },
    };
    tallies.set(key(row), { ...group, answers: n, judged });
  }
  const verdicts = database.prepare(JUDGED).all(bound) as unknown as (Group & {
    source: VerdictSource;
    sum: number;
  })[];
  for (const row of verdicts) {
    const tally = tallies.get(key(row));
    if (tally && row.source in tally.judged) tally.judged[row.source] = { n: row.n, sum: row.sum };
  }
  return [...tallies.values()];
}

/** Verdicts of one source on answers from one place. */
export interface VerdictSum {
  place: 'local' | 'cloud';
  source: VerdictSource;
  n: number;
  /** Of scores from 0 to 1. */
  sum: number;
}

/** What was said of answers of a time, one by one, with the time of the request. */
export function readVerdicts(
  database: Database,
  { since = 0, until = Number.MAX_SAFE_INTEGER, app }: Period,
): (VerdictSum & { at: number; app: string })[] {
  return database.prepare(SAID).all({ since, until, app: app ?? null }) as never;
}

/** How good answers were, from sums or from single verdicts. Pure. */
export function judgementOf(verdicts: readonly VerdictSum[]): Judgement {
  const of = (place: VerdictSum['place'], source: VerdictSource): Estimate | null => {
    const chosen = verdicts.filter((each) => each.place === place && each.source === source);
    const total = (name: 'n' | 'sum'): number => chosen.reduce((sum, each) => sum + each[name], 0);
    return estimateOf(total('sum'), total('n'));
  };
  return {
    teacher: of('local', 'shadow'),
    checked: of('local', 'check'),
    people: of('local', 'feedback'),
    peopleOfCloud: of('cloud', 'feedback'),
  };
}

const SOURCES = ['feedback', 'shadow', 'check'] as const;
const verdictsOf = (tallies: readonly QualityTally[]): VerdictSum[] =>
  tallies.flatMap(({ place, judged }) => SOURCES.map((source) => ({ place, source, ...judged[source] })));

const answersOf = (tallies: readonly QualityTally[]): number =>
  tallies.reduce((sum, { answers }) => sum + answers, 0);
const judgedOf = (tallies: readonly QualityTally[]): number =>
  tallies.reduce((sum, { judged }) => sum + Object.values(judged).reduce((part, { n }) => part + n, 0), 0);

function appOf(name: string, tallies: readonly QualityTally[]): QualityApp {
  const answers = answersOf(tallies);
  const local = answersOf(tallies.filter(({ place }) => place === 'local'));
  return { name, answers, localShare: estimateOf(local, answers), ...judgementOf(verdictsOf(tallies)) };
}

/** Local share and quality with their intervals, by app, and by app, model and task. Pure. */
export function makeQuality(tallies: readonly QualityTally[]): Quality {
  const byApp = Map.groupBy(tallies, ({ app }) => app);
  const byModel = Map.groupBy(tallies, ({ app, model, task }) => JSON.stringify([app, model, task]));
  const most = (a: { answers: number }, b: { answers: number }): number => b.answers - a.answers;
  const models = [...byModel.values()].filter((group) => judgedOf(group) > 0);
  return {
    judged: judgedOf(tallies),
    all: appOf('all', tallies),
    apps: [...byApp].map(([name, group]) => appOf(name, group)).toSorted(most),
    models: models
      .map((group) => {
        const { app, model, task } = group[0]!;
        return { app, model, task, answers: answersOf(group), ...judgementOf(verdictsOf(group)) };
      })
      .toSorted(most),
  };
}
