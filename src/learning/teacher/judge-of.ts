import { setTimeout as sleep } from 'node:timers/promises';
import type { Label } from '../../contract/index.ts';
import { mayLeave } from '../../privacy/label.ts';
import { createAsk, type Chat } from './ask.ts';
import { createJudge, type Judge } from './judge.ts';

export interface JudgeOfDeps {
  readonly chat: Chat;
  /** Who taught a skill; undefined: nobody yet. */
  readonly teacher: (skill: string) => string | undefined;
  /** The owner's choice (`learn.judge`); empty: the teacher. */
  readonly wanted: string;
}

/**
 * Who compares the prose answers of a skill: the model that the owner named, else its teacher. Undefined where the content
 * may not be shown to it. Its questions are rows of the app `nearmost-learning` and count in the caps of the router.
 */
export function judgeOf({ chat, teacher, wanted }: JudgeOfDeps) {
  return (
    { skill, label }: { readonly skill: string; readonly label: Label },
    signal: AbortSignal | undefined,
  ): Judge | undefined => {
    const model = wanted || teacher(skill);
    if (model === undefined || (!model.startsWith('local/') && !mayLeave(label))) return undefined;
    const own = signal ? { signal } : {};
    const ask = createAsk({
      chat,
      budgetUsd: Number.POSITIVE_INFINITY,
      label,
      sleep: (ms) => sleep(ms, undefined, own),
      ...own,
    });
    return createJudge(model, ask);
  };
}
