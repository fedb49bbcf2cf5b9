/** Log-likelihoods below this count as this: whoever finds an answer impossible does not rule it out, others may know better. */
const LEAST = -6;

/**
 * The answer that is likeliest to all together: the largest sum of log-likelihoods; of equal ones the first. Pure.
 * @param opinions of each judge, the log-likelihood of each answer
 * @example likeliest([[-0.1, -2], [-3, -0.2]]) // 1
 */
export function likeliest(opinions: readonly (readonly number[])[]): number {
  const sums = (opinions[0] ?? []).map((_, answer) =>
    opinions.reduce((sum, own) => sum + Math.max(LEAST, own[answer] ?? LEAST), 0),
  );
  return sums.indexOf(Math.max(...sums));
}
