import type { Example } from '../example.ts';
import type { Consideration, SkillLoop } from '../skill-loop.ts';
import { createRandom, pick, type Random } from '../../kit/random.ts';

/** A request and the teacher's answer. */
export interface Request {
  readonly input: string;
  readonly output: string;
}

const CITIES = ['Bern', 'Basel', 'Geneva', 'Chur', 'Zug', 'Thun', 'Brig', 'Olten', 'Lugano', 'Sion'];
const TIMES = ['today', 'tomorrow', 'at noon', 'on Friday', 'next week', 'tonight', 'in an hour'];
const FRAMES: readonly (readonly [string, readonly string[]])[] = [
  ['weather', ['what is the weather in', 'will it rain in', 'how warm is it in']],
  ['book', ['book a table in', 'reserve dinner for two in', 'find me a restaurant in']],
  ['play', ['play music from', 'put on the radio of', 'I want to hear a song from']],
  ['travel', ['when is the next train to', 'how do I get to', 'buy a ticket to']],
];

/** Requests with one of four answers, in wordings that come again with other places and times. */
export function createRequests(count: number, ...seed: number[]): Request[] {
  const random: Random = createRandom(...seed);
  return Array.from({ length: count }, () => {
    const [output, frames] = pick(random, FRAMES);
    return { input: `${pick(random, frames)} ${pick(random, CITIES)} ${pick(random, TIMES)}`, output };
  });
}

/** The example that a request makes. */
export function exampleOf(skill: string, at: number, { input, output }: Request, shadow = false): Example {
  return {
    id: 0,
    skill,
    at,
    input,
    output,
    label: 'public',
    provenance: shadow ? 'shadow' : 'handed-over',
    teacher: 'test/teacher',
    requestId: null,
    dropped: null,
  };
}

export interface PlayedRequest {
  readonly found: Consideration;
  readonly right: boolean;
}

/** Plays requests through a loop as the desk does: hands over, shadows, learns, trains when due. */
export async function playAll(
  loop: SkillLoop,
  requests: readonly Request[],
  options: { from?: number; until?: () => boolean } = {},
): Promise<PlayedRequest[]> {
  const played: PlayedRequest[] = [];
  for (const [i, request] of requests.entries()) {
    const found = await loop.consider(request.input);
    const served = found.serve !== undefined;
    if (found.serve === undefined || found.shadow !== false)
      loop.learn(exampleOf('s', (options.from ?? 0) + i, request, served), found);
    if (loop.due) await loop.step();
    played.push({ found, right: found.serve?.text === request.output });
    if (options.until?.()) break;
  }
  return played;
}
