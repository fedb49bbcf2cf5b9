import type { Native, NativeGrammar, SamplerConfig } from './native.ts';

/** Makes the part of a sampler's settings that holds it to a grammar, from the grammar's beginning. */
export type HoldToGrammar = (grammar: NativeGrammar) => Partial<SamplerConfig>;

/**
 * @param forbidden tokens that no grammar may choose: control tokens, whose spelling fits into a JSON string although they
 * show nothing
 */
export function createHoldToGrammar(
  native: Pick<Native, 'createGrammarState'>,
  forbidden: readonly number[],
): HoldToGrammar {
  const tokenBiasKeys = Uint32Array.from(forbidden);
  const tokenBiasValues = new Float32Array(tokenBiasKeys.length).fill(Number.NEGATIVE_INFINITY);
  return (grammar) => ({
    grammarEvaluationState: native.createGrammarState(grammar),
    ...(tokenBiasKeys.length > 0 ? { tokenBiasKeys, tokenBiasValues } : {}),
  });
}
