import { signal } from '@preact/signals';
import type { StudentSummary } from '../../../../../src/contract/index.ts';
import { CallError, open } from '../../../api/call.ts';
import { readEvents } from '../../../api/read-events.ts';

/** A training that this tab asked for; it goes on while other pages are looked at. */
export interface Training {
  state: 'running' | 'done' | 'stopped' | 'failed';
  /** How far it is. */
  words: string;
  students: readonly StudentSummary[];
  error?: CallError;
  stop: () => void;
}

interface Event {
  progress?: string;
  result?: { students: StudentSummary[] };
  error?: { message: string; code?: string; hint?: string };
}

/** Trainings by skill. */
export const trainings = signal<ReadonlyMap<string, Training>>(new Map());

const put = (skill: string, training: Training): void => {
  trainings.value = new Map(trainings.value).set(skill, training);
};

/** What an event makes of a training. Pure. */
export function advance(training: Training, { progress, result, error }: Event): Training {
  if (progress !== undefined) return { ...training, words: progress };
  if (result !== undefined) return { ...training, state: 'done', students: result.students };
  if (error === undefined) return training;
  const { message, code = 'unknown', hint } = error;
  const told = new CallError(message, { status: 500, code, ...(hint === undefined ? {} : { hint }) });
  return { ...training, state: 'failed', error: told };
}

/** Trains and tests the small models of a skill now; one training a skill. */
export async function train(skill: string): Promise<void> {
  if (trainings.value.get(skill)?.state === 'running') return;
  const control = new AbortController();
  let training: Training = {
    state: 'running',
    words: 'Getting ready …',
    students: [],
    stop: () => control.abort(),
  };
  put(skill, training);
  try {
    const { body } = await open(`/admin/skills/${encodeURIComponent(skill)}/train`, {
      body: { stream: true },
      signal: control.signal,
    });
    if (body)
      for await (const data of readEvents(body)) {
        training = advance(training, JSON.parse(data) as Event);
        put(skill, training);
      }
    if (training.state === 'running')
      throw new CallError('The training broke off.', { status: 0, code: 'cut' });
  } catch (error) {
    const told =
      error instanceof CallError
        ? error
        : new CallError('The training broke off: Nearmost does not answer.', { status: 0, code: 'cut' });
    put(
      skill,
      control.signal.aborted
        ? { ...training, state: 'stopped' }
        : { ...training, state: 'failed', error: told },
    );
  }
}
