import { expect, test } from 'vitest';
import { NO_SLOT, slotText } from '../../../src/learning/students/probe/slot-opinion.ts';
import type { Command } from '../command.ts';
import { slotExamples } from './slots.ts';

const command: Command = {
  parts: [
    { text: 'play ' },
    { text: 'Blue Train', slot: 'track' },
    { text: ' by ' },
    { text: 'Coltrane', slot: 'artist' },
  ],
  intent: 'PlayMusic',
  slotsKnown: true,
  origin: 'snips',
};

test('every slot is an example, and some stretches that are none; the same seed draws the same', () => {
  const many = Array.from({ length: 200 }, () => command);
  const examples = slotExamples(many, 1);
  expect(slotExamples(many, 1)).toEqual(examples);
  const of = (slot: string) => examples.filter((one) => one.slot === slot);
  expect(of('track')).toHaveLength(200);
  expect(new Set(of('track').map(({ text }) => text))).toEqual(
    new Set([slotText('play Blue Train by Coltrane', 5, 15, 'PlayMusic')]),
  );
  expect(of('artist')).toHaveLength(200);
  const none = of(NO_SLOT);
  expect(none.length).toBeGreaterThan(200);
  // a wrong border is no slot, the right one never is "none"
  const right = new Set([...of('track'), ...of('artist')].map(({ text }) => text));
  expect(none.filter(({ text }) => right.has(text))).toEqual([]);
  expect(none.some(({ text }) => text.includes('play Blue Train '))).toBe(true);
});

test('a stretch is read with three words on either side, marked by their distance', () => {
  const text = 'please add the song Blue Train to my late night list';
  const at = text.indexOf('Blue');
  expect(slotText(text, at, at + 10, 'Add')).toBe(
    'iAdd noo cqadd bqthe aqsong Blue Train xqto yqmy zqlate iAddaqsong iAddxqto',
  );
  expect(slotText('Blue', 0, 4, 'Add')).toBe('iAdd no Blue iAddstart iAddend');
});
