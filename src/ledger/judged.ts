import type { Attempt, Task } from '../contract/index.ts';
import type { Judged } from '../kit/stats/threshold.ts';
import type { Database } from '../store/database.ts';

/** What is known of the requests of an app that a local model tried. */
export interface JudgedTraffic {
  /** Confidence of the local answer of each request, served or handed over; 0: there was none to serve. */
  readonly traffic: number[];
  /** Answers from this device that were judged. */
  readonly judged: Judged[];
}

/** Newest requests that are read, and that are looked at for them: what is older says little of today. */
const [NEWEST, LOOKED_AT] = [5000, 20_000];
/** Requests read in one go; takes some 3 ms. */
const PAGE = 250;

const OLDEST = `SELECT id FROM ledger WHERE app = ? ORDER BY id DESC LIMIT 1 OFFSET ${LOOKED_AT}`;

const SQL = `
  SELECT l.id, l.place, l.model, l.task, coalesce(l.raw_confidence, l.confidence) AS confidence, iif(l.handed_over IS NULL, NULL, l.attempts) AS attempts,
    (SELECT score FROM verdicts v WHERE v.request_id = l.request_id AND source IN ('feedback', 'shadow')
      ORDER BY source LIMIT 1) AS score
  FROM ledger l WHERE app = :app AND id > :oldest AND id < :before
    AND status = 'ok' AND threshold IS NOT NULL AND task <> 'embed' ORDER BY id DESC LIMIT ${PAGE}`;

interface Row {
  id: number;
  place: string;
  model: string;
  task: Task;
  /** As it was read, before judged answers corrected it. */
  confidence: number | null;
  /** Null: its first try was the last. */
  attempts: string | null;
  score: number | null;
}

/** What a confidence of then would be called now. */
type Reading = (model: string, task: Task, confidence: number) => number;

/** Confidence of the last local answer that could have been served. */
function triedHere(row: Row, isModel: (model: string) => boolean, reading: Reading): number {
  if (row.attempts === null) return 0;
  const attempts = JSON.parse(row.attempts) as Attempt[];
  const tried = attempts.findLast(
    ({ place, outcome, model }) =>
      place === 'local' && (outcome === 'low_confidence' || outcome === 'answered') && isModel(model),
  );
  const raw = tried?.rawConfidence ?? tried?.confidence ?? null;
  return tried && raw !== null ? reading(tried.model, row.task, raw) : 0;
}

/** Reads page by page; may be let rest between two of them. */
function* pages(
  database: Database,
  app: string,
  isModel: (model: string) => boolean,
  reading: Reading,
): Generator<undefined, JudgedTraffic> {
  const traffic: number[] = [];
  const judged: Judged[] = [];
  const page = database.prepare(SQL);
  const { id: oldest } = (database.prepare(OLDEST).get(app) ?? { id: 0 }) as { id: number };
  let before = Number.MAX_SAFE_INTEGER;
  for (let read = 0; read < NEWEST; read += PAGE) {
    const rows = page.all({ app, oldest, before }) as unknown as Row[];
    for (const row of rows) {
      before = row.id;
      const here = row.place === 'local';
      if (here && (row.confidence === null || !isModel(row.model))) continue;
      const confidence = here
        ? reading(row.model, row.task, row.confidence as number)
        : triedHere(row, isModel, reading);
      traffic.push(confidence);
      if (here && row.score !== null) judged.push({ confidence, score: row.score });
    }
    if (rows.length < PAGE) break;
    yield;
  }
  return { traffic, judged };
}

const asTheyWere: Reading = (_model, _task, confidence) => confidence;

/**
 * The newest requests of an app that the router decided by confidence, and what was said of their answers. Takes some 50 ms
 * for 5,000.
 * @param isModel whether a name is a local model's; skills choose their thresholds themselves
 * @param reading brings confidences of different times to one scale; absent: as they were
 */
export function readJudged(
  database: Database,
  app: string,
  isModel: (model: string) => boolean,
  reading: Reading = asTheyWere,
): JudgedTraffic {
  const reader = pages(database, app, isModel, reading);
  for (;;) {
    const { done, value } = reader.next();
    if (done) return value;
  }
}

/** The same in steps of a few milliseconds, between which requests are answered. */
export async function readJudgedInSteps(
  database: Database,
  app: string,
  isModel: (model: string) => boolean,
  reading: Reading = asTheyWere,
): Promise<JudgedTraffic> {
  const reader = pages(database, app, isModel, reading);
  for (;;) {
    const { done, value } = reader.next();
    if (done) return value;
    await new Promise((next) => setImmediate(next));
  }
}
