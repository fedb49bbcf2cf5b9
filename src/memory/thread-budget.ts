/**
 * Shares one thread budget among the models that are answering now: never more than `total` threads compute, and each
 * busy model has at least one. Idle models keep one, which sleeps. Threads beyond the cores spin and cost up to ten
 * times the speed (docs/decisions/0004-threads.md), hence one budget.
 * @param busy for each loaded model, whether it is answering
 * @returns threads for each, in the same order
 */
export function shareThreads(total: number, busy: boolean[]): number[] {
  const active = busy.filter(Boolean).length;
  if (active === 0) return busy.map(() => Math.max(1, total));
  const share = Math.max(1, Math.floor(total / active));
  let spare = Math.max(0, total - share * active);
  return busy.map((answering) => {
    if (!answering) return 1;
    const extra = spare > 0 ? 1 : 0;
    spare -= extra;
    return share + extra;
  });
}

/** Threads to use when the owner named none: all cores but one, because a spinning thread on a busy core stalls all others. */
export function defaultThreads(cores: number): number {
  return Math.max(1, cores - 1);
}
