import { createRandom } from '../../src/kit/random.ts';
import type { Outcome } from './outcomes.ts';

type Graded = Pick<Outcome, 'weak' | 'strong'>;

const BINS = 10;
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

/** Quantile of a sorted list, with a straight line between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Average performance gap recovered (RouteLLM): how much of the way from the weak model's accuracy to the strong one's is
 * made, averaged over all shares of strong calls. Prompts with the highest scores go to the strong model; thresholds are
 * the deciles of the scores, the area between them is a trapezium. Random scores give about 0.5.
 */
export function apgr(outcomes: readonly Graded[], scores: ArrayLike<number>, bins = BINS): number {
  const n = outcomes.length;
  const weak = mean(outcomes.map((outcome) => outcome.weak));
  const gap = mean(outcomes.map((outcome) => outcome.strong)) - weak;
  const sorted = Float64Array.from(scores).sort();
  const points = Array.from({ length: bins + 1 }, (_, bin) => {
    const threshold = quantile(sorted, bin / bins);
    let [sent, gained] = [0, 0];
    for (const [i, outcome] of outcomes.entries()) {
      const score = scores[i] ?? 0;
      if (bin === bins ? score <= threshold : score < threshold) continue;
      sent++;
      gained += outcome.strong - outcome.weak;
    }
    return { sent: sent / n, gained: gained / n };
  }).sort((a, b) => a.sent - b.sent);
  let [area, span] = [0, 0];
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (!before) continue;
    const width = point.sent - before.sent;
    area += (width * (point.gained + before.gained)) / 2;
    span += width;
  }
  return area / (gap * span);
}

/** 95 % interval of the mean figure of several scorings over prompts, by seeded resampling. */
export function apgrInterval(
  outcomes: readonly Graded[],
  scores: readonly ArrayLike<number>[],
  rounds: number,
): [number, number] {
  const random = createRandom(5);
  const found = Array.from({ length: rounds }, () => {
    const picked = outcomes.map(() => Math.floor(random() * outcomes.length));
    const drawn = picked.map((i) => outcomes[i] as Graded);
    // A prompt drawn twice is two prompts: no ties.
    return mean(
      scores.map((own) =>
        apgr(
          drawn,
          picked.map((i) => (own[i] ?? 0) + 1e-9 * random()),
        ),
      ),
    );
  }).sort((a, b) => a - b);
  return [found[Math.floor(rounds * 0.025)] ?? 0, found[Math.floor(rounds * 0.975)] ?? 1];
}
