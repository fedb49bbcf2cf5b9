/** One thing that `doctor` looked at. */
export interface Finding {
  /** What was looked at: `home`, `token`, ... */
  check: string;
  /** `note`: works, but something could be better. */
  level: 'ok' | 'note' | 'problem';
  /** One sentence. */
  words: string;
  /** The next step; for notes and problems. */
  fix?: string;
}

export const ok = (check: string, words: string): Finding => ({ check, level: 'ok', words });
export const note = (check: string, words: string, fix: string): Finding => ({
  check,
  level: 'note',
  words,
  fix,
});
export const problem = (check: string, words: string, fix: string): Finding => ({
  check,
  level: 'problem',
  words,
  fix,
});
