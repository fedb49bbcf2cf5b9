import { bytes } from '../../kit/words/bytes.ts';
import type { Recommendation } from '../../store/catalog.ts';

/** Why a model cannot be loaded though the machine could hold it. */
export const overBudgetWords = (needBytes: number, budgetBytes: number): string =>
  `Too big: needs about ${bytes(needBytes)}, models may use ${bytes(budgetBytes)} on this machine (setting memory.budget).`;

/** Models that the machine could hold, but that the owner's budget for models forbids, fit no more and go to the end. Pure. */
export function withinBudget(rows: readonly Recommendation[], budgetBytes: number): Recommendation[] {
  const over = ({ usable, fit, needBytes }: Recommendation): boolean =>
    usable && fit !== 'no' && needBytes > budgetBytes;
  const judged = rows.map((row) =>
    over(row) ? { ...row, fit: 'no' as const, reason: overBudgetWords(row.needBytes, budgetBytes) } : row,
  );
  const late = ({ usable, fit }: Recommendation): number => (usable ? Number(fit === 'no') : 2);
  return judged.toSorted((a, b) => late(a) - late(b));
}
