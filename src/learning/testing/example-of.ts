import type { Example } from '../example.ts';

/** An example of a skill `s`, handed over and used; what matters to a test is said in `change`. */
export const exampleOf = (input: string, output: string, change: Partial<Example> = {}): Example => ({
  id: 1,
  skill: 's',
  at: 1,
  input,
  output,
  label: 'public',
  provenance: 'handed-over',
  teacher: 'test/teacher',
  requestId: null,
  dropped: null,
  ...change,
});
