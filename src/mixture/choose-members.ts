import type { ModelRecord } from '../contract/index.ts';
import type { Member } from './proposal.ts';

/** A model that may take part. */
export interface Option {
  readonly record: ModelRecord;
  readonly base: ModelRecord;
  /** Its base is in memory and answers at once. */
  readonly ready: boolean;
}

export interface Rules {
  /** How many proposals at most. */
  readonly most: number;
  /** Bytes that the models of one mixture may take together. */
  readonly budgetBytes: number;
}

/** How warm a further sample of the same model is: enough to differ, too little to rave. */
const TEMPERATURE = 0.7;

const loadBytes = ({ ready, base }: Option): number => (ready ? 0 : base.bytes);
const isTagger = ({ record: { variantOf } }: Option): boolean => variantOf !== undefined;

/**
 * Who is asked, in which order. The models preferred most that fit into the budget side by side, so that asking one does not
 * drive out another; then the cheapest first: variants that need no other model, what is in memory, then what loads quickest.
 * Too few models: further samples of the first one. Pure.
 * @param options most preferred first
 */
export function chooseMembers(options: readonly Option[], { most, budgetBytes }: Rules): Member[] {
  const chosen: Option[] = [];
  const bases = new Map<string, number>();
  for (const option of options) {
    if (chosen.length === most) break;
    const { id, bytes } = option.base;
    const taken = [...bases].reduce((sum, [base, size]) => sum + (base === id ? 0 : size), 0);
    // the first one is asked in any case: whether it fits at all is for the memory to say
    if (chosen.length > 0 && taken + bytes > budgetBytes) continue;
    bases.set(id, bytes);
    chosen.push(option);
  }
  const [first] = chosen;
  if (first === undefined) return [];
  const members = chosen
    .toSorted((a, b) => Number(isTagger(b)) - Number(isTagger(a)) || loadBytes(a) - loadBytes(b))
    .map(({ record, base }): Member => ({ name: `local/${record.id}`, record, base }));
  const samples = Array.from({ length: most - chosen.length }, (_, i): Member => ({
    name: `local/${first.record.id}#${i + 2}`,
    record: first.record,
    base: first.base,
    sample: { seed: i + 1, temperature: TEMPERATURE },
  }));
  return [...members, ...samples];
}

/**
 * Who is asked at the same time: two that agree end it, so two, then one by one. A model that is not in memory is waited for
 * alone, so that the request never holds one model while it waits for the memory of another. Pure.
 */
export function nextWave(
  members: readonly Member[],
  asked: number,
  ready: (id: string) => boolean,
): Member[] {
  const [one, two] = members.slice(asked);
  if (one === undefined) return [];
  const together =
    two !== undefined && (one.base.id === two.base.id || (ready(one.base.id) && ready(two.base.id)));
  return asked === 0 && together ? [one, two] : [one];
}
