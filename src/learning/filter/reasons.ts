/** Why an example is not used for training: the words that are counted and shown. */
export const REASONS = {
  empty: 'empty',
  tooLong: 'too long',
  refusal: 'the teacher refused',
  notJson: 'no JSON where the others are',
  schema: 'does not fit the schema',
  inconsistent: 'the teacher says otherwise when asked again',
  judge: 'the judge found it wrong',
  contradicted: 'newer answers to the same input differ',
  contradictory: 'answers to the same input contradict each other',
  exact: 'exact duplicate',
  near: 'near duplicate',
} as const;

export type Reason = (typeof REASONS)[keyof typeof REASONS];
