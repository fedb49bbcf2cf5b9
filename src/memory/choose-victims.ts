/** Something that can be given up, whole or in part. */
export interface Candidate {
  id: string;
  bytes: number;
  /** What giving it up is expected to cost. */
  loss: number;
  /** The part that can be given up alone. */
  part?: { bytes: number; loss: number };
}

export interface Victim {
  id: string;
  part: boolean;
  bytes: number;
  loss: number;
}

/** Sets of so many candidates are searched for the best; of more, the cheapest for each byte are taken. */
const SEARCHED = 12;

/**
 * What to give up so that at least `need` bytes become free at the least loss; undefined: all together is too little.
 * Looking at sets rather than at one after the other spares what a later, larger victim frees anyway.
 */
export function chooseVictims(candidates: readonly Candidate[], need: number): Victim[] | undefined {
  if (need <= 0) return [];
  const sorted = candidates
    .map((candidate) => ({ id: candidate.id, options: optionsOf(candidate) }))
    .filter(({ options }) => options.length > 0)
    .toSorted((a, b) => density(a) - density(b) || (a.id < b.id ? -1 : 1));
  const most = sorted.reduce((sum, { options }) => sum + Math.max(...options.map(({ bytes }) => bytes)), 0);
  if (most < need) return undefined;
  const whole = sorted.flatMap(({ options }) => options.filter(({ part }) => !part));
  const start = pruned(whole, need);
  return sorted.length > SEARCHED ? start : best(sorted, need, start);
}

interface Choice {
  id: string;
  options: Victim[];
}

function optionsOf({ id, bytes, loss, part }: Candidate): Victim[] {
  const options = [{ id, part: false, bytes, loss }, ...(part ? [{ id, part: true, ...part }] : [])];
  return options.filter((option) => option.bytes > 0);
}

/** The least loss for each byte that a candidate offers. */
const density = ({ options }: Choice): number => Math.min(...options.map(({ loss, bytes }) => loss / bytes));

const lossOf = (set: readonly Victim[]): number => set.reduce((sum, { loss }) => sum + loss, 0);

/** The cheapest for each byte until it is enough; then those not needed after all are spared, the dearest first. */
function pruned(options: readonly Victim[], need: number): Victim[] {
  const taken: Victim[] = [];
  let freed = 0;
  for (const option of options.toSorted((a, b) => a.loss / a.bytes - b.loss / b.bytes)) {
    if (freed >= need) break;
    taken.push(option);
    freed += option.bytes;
  }
  const spared = new Set<Victim>();
  for (const option of taken.toSorted((a, b) => b.loss - a.loss)) {
    if (freed - option.bytes < need) continue;
    freed -= option.bytes;
    spared.add(option);
  }
  return taken.filter((option) => !spared.has(option));
}

/** Depth first; a branch ends when it must cost more than the best so far. */
function best(sorted: readonly Choice[], need: number, start: Victim[]): Victim[] {
  let found = start;
  let least = lossOf(start);
  const taken: Victim[] = [];
  const search = (at: number, left: number, loss: number): void => {
    if (loss >= least) return;
    if (left <= 0) {
      found = [...taken];
      least = loss;
      return;
    }
    const choice = sorted[at];
    if (!choice || loss + left * density(choice) >= least) return;
    for (const option of choice.options) {
      taken.push(option);
      search(at + 1, left - option.bytes, loss + option.loss);
      taken.pop();
    }
    search(at + 1, left, loss);
  };
  search(0, need, 0);
  return found;
}
