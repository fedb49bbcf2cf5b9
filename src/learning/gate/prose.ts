import type { Label } from '../../contract/index.ts';
import type { Judge } from '../teacher/judge.ts';
import { jsonAnswer } from '../students/answer-key.ts';
import { fieldAgreement, type Agree } from './agreement.ts';

/** Two answers to one request of a skill. */
export interface AnswerPair {
  readonly skill: string;
  readonly input: string;
  readonly answer: string;
  readonly truth: string;
  readonly label: Label;
}

/** Agreement where two answers may say the same in other words. */
export interface ProseAgreement {
  /** At once: a verdict that was given before, else the fields or the whole text. */
  readonly agree: Agree;
  /** Asks the judge first where it must be asked. */
  settled(pair: AnswerPair, signal?: AbortSignal): number | Promise<number>;
}

export interface ProseDeps {
  /** Whether the answers of a skill are prose: neither labels nor JSON. */
  readonly isProse: (skill: string) => boolean;
  /** The judge for the content of a pair; undefined: nobody may see it, and only equal answers agree. */
  readonly judge: (pair: AnswerPair, signal: AbortSignal | undefined) => Judge | undefined;
  readonly trouble: (error: unknown) => void;
}

/** Verdicts that are remembered, the newest. */
const REMEMBERED = 5000;
const keyOf = (answer: string, truth: string): string => JSON.stringify([answer.trim(), truth.trim()]);

/**
 * Agreement by fields (JSON), by the whole answer (labels), and by a judge (prose). A verdict is given once and remembered;
 * a judge that cannot tell or cannot be asked counts as "no": nothing is served on the strength of a guess.
 */
export function createProseAgreement({ isProse, judge, trouble }: ProseDeps): ProseAgreement {
  const verdicts = new Map<string, boolean>();
  const agree: Agree = (answer, truth) => {
    const verdict = verdicts.get(keyOf(answer, truth));
    return verdict === undefined ? fieldAgreement(answer, truth) : Number(verdict);
  };
  async function ask(pair: AnswerPair, signal: AbortSignal | undefined): Promise<number> {
    const { input, answer, truth } = pair;
    try {
      const same = await judge(pair, signal)?.(input, answer, truth);
      if (same === undefined) return 0;
      verdicts.set(keyOf(answer, truth), same);
      const [oldest] = verdicts.keys();
      if (verdicts.size > REMEMBERED && oldest !== undefined) verdicts.delete(oldest);
      return Number(same);
    } catch (error) {
      signal?.throwIfAborted();
      trouble(error);
      return 0;
    }
  }
  return {
    agree,
    settled(pair, signal) {
      const { skill, answer, truth } = pair;
      const known = agree(answer, truth);
      const judged = verdicts.has(keyOf(answer, truth)) || known === 1;
      const json = jsonAnswer(answer) !== undefined && jsonAnswer(truth) !== undefined;
      return judged || json || !isProse(skill) ? known : ask(pair, signal);
    },
  };
}
