import type { Job } from '../../../../src/contract/index.ts';

/** What a model is for, in words of people. */
export const JOB_WORDS: Record<Job, string> = {
  chat: 'Talk and write',
  code: 'Program',
  command: 'Commands',
  embed: 'Search own texts',
  skill: 'One skill',
  speech: 'Speech to text',
  vision: 'Look at pictures',
};

/** `local/house` as people call it. */
export const shortName = (model: string): string => model.replace(/^local\//, '');

/** `21 tokens/s`; a token is about three quarters of a word. Null is a dash. */
export function speedWords(tokensPerSecond: number | null): string {
  if (tokensPerSecond === null) return '–';
  return `${tokensPerSecond < 10 ? tokensPerSecond.toFixed(1) : Math.round(tokensPerSecond)} tokens/s`;
}

/** `4.0 billion numbers`: what a model is made of. */
export const parameterWords = (parameters: number): string =>
  parameters >= 1e9
    ? `${(parameters / 1e9).toFixed(1)} billion`
    : parameters >= 1e6
      ? `${Math.round(parameters / 1e6)} million`
      : `${Math.round(parameters / 1e3)} thousand`;
