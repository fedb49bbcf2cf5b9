import { pick } from '../../src/kit/random.ts';
import type { Random } from '../../src/kit/random.ts';
import type { ValueMaker } from './expand.ts';
import * as words from './words.ts';

/** Lists of real names, used beside the small lists of this folder. */
export interface Names {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

const whole = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));
const two = (value: number): string => String(value).padStart(2, '0');

function clockTime(random: Random): string {
  const hour = whole(random, 1, 12);
  const minute = pick(random, [0, 5, 10, 15, 20, 30, 30, 40, 45, 50, whole(random, 1, 59)]);
  const half = pick(random, ['am', 'pm', ' am', ' pm', ' a.m.', ' p.m.', 'AM', 'PM', ' AM', ' PM']);
  const word = pick(random, words.NUMBERS.slice(0, 12));
  return pick(random, [
    () => `${hour}${half}`,
    () => `${hour}:${two(minute)}`,
    () => `${hour}:${two(minute)}${half}`,
    () => `${whole(random, 0, 23)}:${two(minute)}`,
    () => `${hour}`,
    () => `${hour} o'clock`,
    () => word,
    () =>
      `${word} ${pick(random, ['am', 'pm', "o'clock", 'thirty', 'fifteen', 'forty five', 'in the morning', 'in the evening'])}`,
    () =>
      `${pick(random, ['half past', 'quarter past', 'quarter to', 'ten past', 'five to'])} ${pick(random, [word, String(hour)])}`,
    () => `${hour} in the ${pick(random, ['morning', 'afternoon', 'evening'])}`,
    () => pick(random, words.DAY_TIMES),
  ])();
}

function date(random: Random): string {
  const day = pick(random, words.WEEKDAYS);
  const month = pick(random, words.MONTHS);
  return pick(random, [
    () => pick(random, ['tomorrow', 'today', 'tonight', 'tomorrow']),
    () =>
      pick(random, [
        'tomorrow morning',
        'tomorrow night',
        'this evening',
        'tomorrow afternoon',
        'this afternoon',
        'the day after tomorrow',
        'this weekend',
        'next week',
        'next month',
        'in two days',
      ]),
    () => day,
    () => `${pick(random, ['next', 'this'])} ${day}`,
    () => `${day} ${pick(random, ['morning', 'afternoon', 'evening', 'night'])}`,
    () => `${month} ${pick(random, words.ORDINALS)}`,
    () => `${month} ${whole(random, 1, 30)}`,
    () => `the ${pick(random, words.ORDINALS)}${pick(random, ['', '', ` of ${month}`])}`,
    () => `${whole(random, 1, 12)}/${whole(random, 1, 28)}`,
  ])();
}

function duration(random: Random): string {
  const count = pick(random, [String(whole(random, 2, 90)), pick(random, words.NUMBERS.slice(1))]);
  const unit = pick(random, [
    'minutes',
    'minutes',
    'minutes',
    'seconds',
    'hours',
    'min',
    'minute',
    'hour',
    'second',
  ]);
  return pick(random, [
    () => `${count} ${unit}`,
    () => `${count} ${unit}`,
    () =>
      pick(random, [
        'an hour',
        'half an hour',
        'one minute',
        'a minute',
        '1 hour',
        'an hour and a half',
        'a quarter of an hour',
        'one hour',
      ]),
    () => `${whole(random, 1, 5)} hours and ${whole(random, 5, 55)} minutes`,
    () => `${whole(random, 1, 20)} and a half minutes`,
    () => `${whole(random, 1, 10)} minutes ${whole(random, 5, 55)} seconds`,
  ])();
}

/** Makers of slot values, seeded by the caller's random source. */
export function createMakers(names: Names): Record<string, ValueMaker> {
  const first: ValueMaker = (random) =>
    pick(random, names.first.length > 0 && random() < 0.6 ? names.first : words.FIRST_NAMES);
  const last: ValueMaker = (random) =>
    pick(random, names.last.length > 0 && random() < 0.6 ? names.last : words.LAST_NAMES);
  const person: ValueMaker = (random) =>
    random() < 0.7 ? first(random) : `${first(random)} ${last(random)}`;
  const contact: ValueMaker = (random) => (random() < 0.35 ? pick(random, words.RELATIONS) : person(random));
  const from =
    (list: readonly string[]): ValueMaker =>
    (random) =>
      pick(random, list);
  return {
    time: clockTime,
    date,
    duration,
    person,
    recipient: contact,
    recurrence: (random) =>
      pick(random, [
        () =>
          pick(random, [
            'every day',
            'daily',
            'every morning',
            'every weekday',
            'on weekdays',
            'weekly',
            'every night',
            'every week',
            'every weekend',
            'every month',
            'every hour',
          ]),
        () => `every ${pick(random, words.WEEKDAYS)}`,
        () => `every ${pick(random, words.WEEKDAYS)} and ${pick(random, words.WEEKDAYS)}`,
      ])(),
    task: (random) =>
      random() < 0.15
        ? `${pick(random, ['call', 'text', 'email', 'visit', 'meet', 'thank'])} ${contact(random)}`
        : pick(random, words.TASKS),
    title: (random) =>
      random() < 0.2
        ? `${pick(random, words.LABELS)} ${pick(random, ['class', 'club', 'session', 'lesson'])}`
        : pick(random, words.EVENTS),
    location: from(words.PLACES),
    message: (random) => (random() < 0.1 ? pick(random, words.NOTES) : pick(random, words.MESSAGES)),
    note: (random) => (random() < 0.2 ? pick(random, words.TASKS) : pick(random, words.NOTES)),
    label: from(words.LABELS),
    room: from(words.ROOMS),
    device: from(words.LAMPS),
    color: from(words.COLORS),
    service: from(words.SERVICES),
    brightness: (random) =>
      pick(random, [
        `${whole(random, 1, 100)}%`,
        `${whole(random, 1, 20) * 5} percent`,
        `${pick(random, words.NUMBERS)} percent`,
        'half',
        'full',
        'maximum',
        'minimum',
      ]),
    volume: (random) =>
      pick(random, [
        `${whole(random, 0, 10)}`,
        `${whole(random, 1, 20) * 5}%`,
        `${whole(random, 1, 20) * 5} percent`,
        pick(random, words.NUMBERS.slice(0, 12)),
        'half',
        'maximum',
        'max',
      ]),
    on: from(['on', 'off']),
    dim: from(['dim', 'brighten']),
  };
}
