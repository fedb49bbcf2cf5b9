import type { Label, Place } from '../../../../../src/contract/index.ts';
import type { AnswerTurn } from '../tree/turn.ts';
import type { Ladder } from './ladder.ts';

/** Who is asked when a question is asked again nearer or further; or why nobody is. */
export type Step = { words: string; asked: { model: string; route?: Place } } | { why: string };

/** Who answered, or refused: a skill stands where its base stands. */
function standing({ route, asked, problem }: AnswerTurn, { local }: Ladder): { place: Place; rung: number } {
  const model = route?.model ?? asked.model;
  const place =
    route?.place ?? asked.route ?? (model.includes('/') && !model.startsWith('local/') ? 'cloud' : 'local');
  const base = model.split('+', 1)[0];
  const rung = local.findIndex(({ id }) => id === base);
  // A request that nobody answered under `auto` was offered to every model here.
  if (problem && !route && asked.model === 'auto' && asked.route === undefined)
    return { place, rung: local.length - 1 };
  return { place, rung };
}

/** The same question, asked of what is nearer than what answered. */
export function nearer(answer: AnswerTurn, ladder: Ladder): Step {
  const { place, rung } = standing(answer, ladder);
  if (place === 'cloud') {
    if (ladder.local.length === 0) return { why: 'There is no model on this device.' };
    return { words: 'Ask again, on this device only', asked: { model: 'auto', route: 'local' } };
  }
  const next = ladder.local[rung - 1];
  if (!next) return { why: 'Nothing is nearer: the smallest model of this device was asked.' };
  return { words: `Ask ${next.name} instead: smaller, on this device`, asked: { model: next.id } };
}

/** The same question, asked of what is further away than what answered. */
export function further(answer: AnswerTurn, ladder: Ladder, label: Label): Step {
  const { place, rung } = standing(answer, ladder);
  if (place === 'cloud') return { why: 'Nothing is further: it went to the cloud already.' };
  const next = ladder.local[rung + 1];
  if (next) return { words: `Ask ${next.name} instead: larger, on this device`, asked: { model: next.id } };
  if (label !== 'public')
    return {
      why: `No larger model is on this device, and this conversation is ${label}: it stays here. You can change that below the question.`,
    };
  if (ladder.cloudObstacle !== undefined)
    return {
      why: `No larger model is on this device, and the cloud cannot be asked: ${ladder.cloudObstacle}.`,
    };
  return { words: 'Ask again, in the cloud', asked: { model: 'auto', route: 'cloud' } };
}
