import { z } from 'zod';
import type { LedgerEntry, Task } from '../../contract/index.ts';
import type { Ledger } from '../../ledger/record.ts';
import type { Verdicts } from '../../ledger/verdicts.ts';
import { databaseError, type Database } from '../../store/database.ts';
import { calibrated, fitCalibrator, type Calibrator } from './calibrator.ts';

/** What judged answers taught about confidences, by model and kind of task, kept over restarts. */
export interface Calibrations {
  /** Undefined: too few answers of this model were judged so far. */
  of(model: string, task: Task): Calibrator | undefined;
  /** What a confidence as it was read is called with what is known now. */
  value(model: string, task: Task, raw: number): number;
  /** An answer was judged: every so many, the curve of its model is fitted anew. */
  judged(entry: Pick<LedgerEntry, 'place' | 'model' | 'task' | 'confidence'> | undefined): void;
}

/** Latest judged answers that count: models and apps change. */
const MOST = 5000;
/** New verdicts after which a curve is fitted anew: this many, or this share of those it was fitted on. */
const [FEW, SHARE] = [10, 0.1];

const numbers = z.array(z.number());
const stored = z.union([
  z.object({ method: z.literal('platt'), n: z.number(), a: z.number(), b: z.number() }),
  z.object({ method: z.literal('isotonic'), n: z.number(), from: numbers, to: numbers }),
]);

/** A curve that cannot be read is fitted anew when the next answers are judged. */
function read(fit: string): Calibrator | undefined {
  try {
    return stored.safeParse(JSON.parse(fit)).data;
  } catch {
    return undefined;
  }
}

const keyOf = (model: string, task: Task): string => `${task} ${model}`;

/**
 * Opens the table; curves are read once.
 * @param trouble hears why a curve could not be fitted or stored; then the one before holds
 */
export function createCalibrations(
  database: Database,
  now: () => number,
  trouble: (error: unknown) => void,
): Calibrations {
  const known = new Map<string, Calibrator>();
  const waiting = new Map<string, number>();
  const rows = database.prepare('SELECT model, task, fit FROM calibrations').all() as {
    model: string;
    task: Task;
    fit: string;
  }[];
  for (const { model, task, fit } of rows) {
    const calibrator = read(fit);
    if (calibrator) known.set(keyOf(model, task), calibrator);
  }
  const latest = database.prepare(
    `SELECT coalesce(ledger.raw_confidence, ledger.confidence) AS confidence, avg(verdicts.score) AS score
     FROM verdicts JOIN ledger USING (request_id)
     WHERE ledger.model = ? AND ledger.task = ? AND ledger.place = 'local' AND ledger.status = 'ok'
       AND ledger.confidence IS NOT NULL
     GROUP BY ledger.id ORDER BY ledger.id DESC LIMIT ${MOST}`,
  );
  const keep = database.prepare(
    'INSERT OR REPLACE INTO calibrations (model, task, at, n, fit) VALUES (?, ?, ?, ?, ?)',
  );

  function fit(model: string, task: Task): void {
    const judged = latest.all(model, task) as { confidence: number; score: number }[];
    const found = fitCalibrator(
      judged.map(({ confidence }) => confidence),
      judged.map(({ score }) => score >= 0.5),
    );
    if (!found) return;
    known.set(keyOf(model, task), found);
    keep.run(model, task, Math.round(now()), found.n, JSON.stringify(found));
  }

  return {
    of: (model, task) => known.get(keyOf(model, task)),
    value(model, task, raw) {
      const own = known.get(keyOf(model, task));
      return own ? calibrated(own, raw) : raw;
    },
    judged(entry) {
      if (entry?.place !== 'local' || entry.confidence === null) return;
      const { model, task } = entry;
      const key = keyOf(model, task);
      const count = (waiting.get(key) ?? 0) + 1;
      const due = count >= Math.max(FEW, SHARE * (known.get(key)?.n ?? 0));
      waiting.set(key, due ? 0 : count);
      if (!due) return;
      try {
        fit(model, task);
      } catch (error) {
        trouble(databaseError(error, database.file));
      }
    },
  };
}

/** Keeps a verdict as `verdicts` does; the confidence of the model that was judged learns from it. */
export function teaching(
  verdicts: Verdicts,
  ledger: Pick<Ledger, 'entry'>,
  calibrations: Pick<Calibrations, 'judged'>,
): Verdicts['note'] {
  return (requestId, source, score) => {
    const changed = verdicts.note(requestId, source, score);
    if (changed) calibrations.judged(ledger.entry(requestId));
    return changed;
  };
}
