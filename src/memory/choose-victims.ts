/** Something that can be given up. */
export interface Candidate {
  id: string;
  bytes: number;
  /** What giving it up is expected to cost. */
  loss: number;
}

/** Sets of so many candidates are searched for the best; of more, the cheapest for each byte are taken. */
const SEARCHED = 14;

/**
 * The candidates to give up so that at least `need` bytes become free at the least loss; undefined: all together are
 * too little. Looking at sets rather than one after the other spares what a later, larger victim frees anyway.
 */
export function chooseVictims(candidates: readonly Candidate[], need: number): string[] | undefined {
  if (need <= 0) return [];
  const sorted = candidates
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => a.loss / a.bytes - b.loss / b.bytes || b.bytes - a.bytes || (a.id < b.id ? -1 : 1));
  if (sorted.reduce((sum, { bytes }) => sum + bytes, 0) < need) return undefined;
  const greedy = pruned(sorted, need);
  const chosen = sorted.length > SEARCHED ? greedy : best(sorted, need, greedy);
  return chosen.map(({ id }) => id);
}

const lossOf = (set: readonly Candidate[]): number => set.reduce((sum, { loss }) => sum + loss, 0);

/** In the given order until it is enough; then those that are not needed after all are spared, the dearest first. */
function pruned(sorted: readonly Candidate[], need: number): Candidate[] {
  const taken: Candidate[] = [];
  let freed = 0;
  for (const candidate of sorted) {
    if (freed >= need) break;
    taken.push(candidate);
    freed += candidate.bytes;
  }
  const spared = new Set<Candidate>();
  for (const candidate of taken.toSorted((a, b) => b.loss - a.loss)) {
    if (freed - candidate.bytes < need) continue;
    freed -= candidate.bytes;
    spared.add(candidate);
  }
  return taken.filter((candidate) => !spared.has(candidate));
}

/** Depth first; a branch ends when it costs more than the best so far. */
function best(sorted: readonly Candidate[], need: number, start: Candidate[]): Candidate[] {
  let found = start;
  let least = lossOf(start);
  const taken: Candidate[] = [];
  const search = (at: number, left: number, loss: number): void => {
    if (loss >= least) return;
    if (left <= 0) {
      found = [...taken];
      least = loss;
      return;
    }
    const candidate = sorted[at];
    // in the order of loss for each byte, what is left costs at least this much
    if (!candidate || loss + (left * candidate.loss) / candidate.bytes >= least) return;
    taken.push(candidate);
    search(at + 1, left - candidate.bytes, loss + candidate.loss);
    taken.pop();
    search(at + 1, left, loss);
  };
  search(0, need, 0);
  return found;
}
