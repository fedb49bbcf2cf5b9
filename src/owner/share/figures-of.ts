import { LEARNING_APP, type Figure, type ShareFigures } from '../../contract/index.ts';
import { estimateOf } from '../../kit/stats/estimate.ts';
import { cloudOnlyFigure, costFigure, type PriceNote } from '../../ledger/money.ts';
import { judgementOf, type VerdictSum } from '../../ledger/quality.ts';
import { sumsOf, type TrafficGroup } from '../../ledger/traffic.ts';

/** Mean milliseconds of a cloud answer by task, and how many answers that stands on. */
export type CloudTimes = ReadonlyMap<string, { ms: number; n: number }>;

const isAnswer = ({ app, status }: TrafficGroup): boolean => app !== LEARNING_APP && status === 'ok';
const measured = (value: number): Figure => ({ value, method: 'measured' });
const unavailable = (note: string): Figure => ({ value: null, method: 'unavailable', note });

/** How long the cloud took for answers, without what this device tried before. Pure. */
export function cloudTimes(groups: readonly TrafficGroup[]): CloudTimes {
  const times = new Map<string, { ms: number; n: number }>();
  const cloud = groups.filter((group) => isAnswer(group) && group.place === 'cloud');
  for (const [task, of] of Map.groupBy(cloud, (group) => group.task)) {
    const n = of.reduce((sum, { requests }) => sum + requests, 0);
    const ms = of.reduce(
      (sum, { durationMs, hereFirstMs }) => sum + Math.max(0, durationMs - hereFirstMs),
      0,
    );
    times.set(task, { ms: ms / n, n });
  }
  return times;
}

/** The time of answers with the cloud alone: those from it as they were, those from here at its mean. */
function cloudOnlyMs(answers: readonly TrafficGroup[], times: CloudTimes): Figure {
  if (answers.length === 0) return unavailable('no answers');
  let [sum, known, missing] = [0, 0, 0];
  for (const { place, task, requests, durationMs, hereFirstMs } of answers) {
    const mean = times.get(task);
    if (place === 'cloud') sum += Math.max(0, durationMs - hereFirstMs);
    else if (mean) sum += mean.ms * requests;
    if (place === 'cloud' || mean) known += requests;
    else missing += requests;
  }
  if (known === 0)
    return unavailable('no answer came from the cloud in these days, so its speed is not known');
  const n = [...times.values()].reduce((total, time) => total + time.n, 0);
  const left =
    missing === 0 ? '' : `; without ${missing} answers of kinds that the cloud was never asked for`;
  return {
    value: sum,
    method: 'estimated',
    note: `answers from here at the mean time of ${n} answers from the cloud in these days${left}`,
  };
}

/**
 * Everything that is shown of some requests. Pure.
 * @param times of the whole period, so that a day without cloud answers has something to be held against
 */
export function figuresOf(
  groups: readonly TrafficGroup[],
  verdicts: readonly VerdictSum[],
  times: CloudTimes,
  prices: PriceNote,
): ShareFigures {
  const sums = sumsOf(groups);
  const answers = groups.filter(isAnswer);
  const paid = answers.reduce((sum, group) => sum + (group.place === 'cloud' ? group.costUsd : 0), 0);
  return {
    requests: sums.requests,
    answers: sums.answered,
    localShare: estimateOf(sums.answeredLocally, sums.answered),
    ...judgementOf(verdicts),
    costUsd: costFigure(sums, prices),
    cloudOnlyUsd: cloudOnlyFigure(sums, paid, prices),
    waitedMs: measured(answers.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    cloudOnlyMs: cloudOnlyMs(answers, times),
    egressBytes: measured(sums.egressBytes),
  };
}
