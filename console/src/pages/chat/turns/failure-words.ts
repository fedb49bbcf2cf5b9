import type { AnswerTurn } from '../tree/turn.ts';

/** Why an answer is missing, or not whole, for the one who asked. */
export interface FailureWords {
  title: string;
  about: string;
  /** What may help beside asking again. */
  ways: ('model' | 'provider' | 'device')[];
}

/** What the server says, where it says more than these words. */
const KNOWN: Record<string, FailureWords> = {
  no_candidate: {
    title: 'No model that may answer this can do it.',
    about: 'A larger model on this device may be able to; or a provider in the cloud, where you allow it.',
    ways: ['model', 'provider'],
  },
  unreachable: {
    title: 'Nearmost does not answer.',
    about:
      'Your question is kept. See whether Nearmost still runs in your terminal, or start it: nearmost up',
    ways: [],
  },
  broken_off: {
    title: 'Nearmost went away in the middle of this answer.',
    about: 'What had come is kept. Try again when it is back.',
    ways: [],
  },
  not_running: {
    title: 'Nearmost was stopped in the middle of this answer.',
    about: 'What had come is kept. Start it again (nearmost up), and try again.',
    ways: [],
  },
  unauthorized: {
    title: 'This browser’s access had ended.',
    about: 'Your question is kept. Try again.',
    ways: [],
  },
  context_too_long: {
    title: 'This conversation is longer than the model can read.',
    about: 'Begin a new conversation, attach less, or use a model that reads more.',
    ways: ['model'],
  },
  budget_exceeded: {
    title: 'The budget for the cloud is used up.',
    about: 'The cap that you set holds until it is raised, or until its day or month is over.',
    ways: ['provider'],
  },
};

/** Words for an answer that failed, broke off or was stopped; undefined: it is whole. */
export function failureWords({ state, problem, text }: AnswerTurn): FailureWords | undefined {
  if (state === 'done' || state === 'running') return undefined;
  const rest = text === '' ? 'Nothing had come yet.' : 'What had come is kept.';
  if (state === 'stopped') return { title: 'You stopped this answer.', about: rest, ways: [] };
  if (state === 'broken' || !problem)
    return { title: 'This answer broke off: its page was closed.', about: rest, ways: [] };
  return (
    KNOWN[problem.code] ?? {
      title: text === '' ? 'There is no answer.' : 'This answer broke off.',
      about: problem.message,
      ways: problem.code === 'engine_missing' || problem.code === 'load_failed' ? ['device'] : [],
    }
  );
}
