import { NO_SLOT, slotText, wordPlaces } from '../../../src/learning/students/probe/slot-opinion.ts';
import { createRandom, type Random } from '../../../src/learning/trainer/random.ts';
import { textOf, type Command } from '../command.ts';

/** A stretch of a command, as the second opinion reads it, and the name of its slot. */
export interface SlotExample {
  readonly text: string;
  readonly slot: string;
}

/** Chance that a slot, or a stretch without one, gives an example of what is no slot. */
const NO_SLOT_CHANCE = 0.5;

type Place = readonly [from: number, to: number];

/** The slot with one word too many or too few. */
function misplaced(words: readonly Place[], [from, to]: Place, random: Random): Place | undefined {
  let first = words.findIndex(([start]) => start >= from);
  let last = words.findLastIndex(([, end]) => end <= to);
  const how = Math.floor(random() * 4);
  if (how < 2) first += how === 0 ? -1 : 1;
  else last += how === 2 ? -1 : 1;
  const [start, end] = [words[first], words[last]];
  return first <= last && start && end ? [start[0], end[1]] : undefined;
}

/** One to three words of a stretch that is no slot. */
function anywhere(words: readonly Place[], [from, to]: Place, random: Random): Place | undefined {
  const own = words.filter(([start, end]) => start >= from && end <= to);
  const at = Math.floor(random() * own.length);
  const [start, end] = [own[at], own[Math.min(own.length - 1, at + Math.floor(random() * 3))]];
  return start && end ? [start[0], end[1]] : undefined;
}

/** What the commands teach of slots, and of what is none. */
export function slotExamples(commands: readonly Command[], seed: number): SlotExample[] {
  const random = createRandom(seed, 0x5107);
  return commands.flatMap((command) => {
    const text = textOf(command);
    const words = wordPlaces(text);
    let at = 0;
    return command.parts.flatMap(({ text: part, slot }): SlotExample[] => {
      const place: Place = [at, (at += part.length)];
      const read = ([from, to]: Place, name: string): SlotExample => ({
        text: slotText(text, from, to, command.intent),
        slot: name,
      });
      const none =
        random() < NO_SLOT_CHANCE
          ? (slot === undefined ? anywhere : misplaced)(words, place, random)
          : undefined;
      return [...(slot === undefined ? [] : [read(place, slot)]), ...(none ? [read(none, NO_SLOT)] : [])];
    });
  });
}
