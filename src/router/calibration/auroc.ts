/** Area under the ROC curve: the chance that a right answer has more confidence than a wrong one, ties counted half. NaN when one kind is missing. */
export function auroc(right: readonly number[], wrong: readonly number[]): number {
  const all = [
    ...right.map((score) => ({ score, positive: true })),
    ...wrong.map((score) => ({ score, positive: false })),
  ];
  all.sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let i = 0; i < all.length;) {
    let end = i;
    while (end < all.length && all[end]?.score === all[i]?.score) end++;
    const rank = (i + 1 + end) / 2;
    for (let j = i; j < end; j++) if (all[j]?.positive) rankSum += rank;
    i = end;
  }
  const p = right.length;
  return (rankSum - (p * (p + 1)) / 2) / (p * wrong.length);
}
