import type { Finding } from '../../contract/index.ts';

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
