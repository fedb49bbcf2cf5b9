import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatRequest } from '../../contract/index.ts';
import { chooseSplit, type SplitQuestion } from './choose-split.ts';
import { cutParts } from './cut-parts.ts';
import { findDocument } from './find-document.ts';
import { readNote, shorten } from './notes.ts';

const LONG = 'The lease says much of it, line after line.\n\n'.repeat(60);
const ask = (messages: ChatRequest['messages'], more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'auto',
  messages,
  ...more,
});

test.each([
  ['behind the document', `${LONG}Who pays?`, 'Who pays?'],
  ['before the document', `Who pays?\n\n${LONG.trim()}`, 'Who pays?'],
  ['an order before it', `Sum this up:\n${LONG.replaceAll('\n\n', '\n')}${'x'.repeat(700)}`, 'Sum this up:'],
])('the question stands %s', (_, content, question) => {
  const found = findDocument(ask([{ role: 'user', content }]));
  expect(found?.question).toBe(question);
  expect(found?.document).not.toContain(question);
  const replaced = JSON.stringify(found?.replace('NOTES'));
  expect(replaced).toContain('NOTES');
  expect(replaced).toContain(question);
  expect(replaced).not.toContain('line after line');
});

test('the question is a message or a part of its own', () => {
  const apart = findDocument(
    ask([
      { role: 'system', content: LONG },
      { role: 'user', content: 'Who pays?' },
    ]),
  );
  expect([apart?.document, apart?.question]).toEqual([LONG, 'Who pays?']);
  expect(apart?.replace('NOTES')).toEqual([
    { role: 'system', content: 'NOTES' },
    { role: 'user', content: 'Who pays?' },
  ]);
  const parts = [LONG, 'Who pays?'].map((text) => ({ type: 'text' as const, text }));
  expect(findDocument(ask([{ role: 'user', content: parts }]))?.document).toBe(LONG);
});

test.each([
  ['short', ask([{ role: 'user', content: 'Who pays?' }])],
  ['tools', ask([{ role: 'user', content: `${LONG}Who?` }], { tools: [{ name: 'x' }] })],
  ['a format', ask([{ role: 'user', content: `${LONG}Who?` }], { responseFormat: { type: 'json_object' } })],
  ['two answers', ask([{ role: 'user', content: `${LONG}Who?` }], { n: 2 })],
  [
    'a call of a tool',
    ask([
      { role: 'assistant', content: 'x', toolCalls: [{ id: '1', name: 'x', arguments: '{}' }] },
      { role: 'user', content: `${LONG}Who?` },
    ]),
  ],
  ['no question', ask([{ role: 'user', content: 'word '.repeat(2000) }])],
  [
    'two long texts',
    ask([
      { role: 'user', content: LONG + LONG },
      { role: 'assistant', content: `${LONG}${LONG}`.slice(1) },
      { role: 'user', content: 'Who?' },
    ]),
  ],
  [
    'an image',
    ask([
      { role: 'user', content: LONG },
      { role: 'user', content: [{ type: 'image', url: 'data:,' }] },
    ]),
  ],
])('no document to split: %s', (_, request) => expect(findDocument(request)).toBeUndefined());

test('property: parts joined are the text, none is longer than asked', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.integer({ min: 2, max: 60 }),
      (text, most) => {
        const parts = cutParts(text, most);
        expect(parts.join('')).toBe(text);
        expect(parts.every((part) => part.length > 0 && part.length <= most)).toBe(true);
      },
    ),
  );
  expect(cutParts('One. Two three.\n\nFour', 18)).toEqual(['One. Two three.\n\n', 'Four']);
});

const question: SplitQuestion = {
  setting: 'pseudonymised',
  label: 'personal',
  documentCharacters: 60_000,
  restCharacters: 200,
  local: { contextSize: 4096, tokensPerSecond: { read: 1000, write: 50 } },
  cloud: { wholeUsd: 0.05, notesUsd: () => 0.005 },
  mostSeconds: 120,
};

test.each<[string, Partial<SplitQuestion>, RegExp]>([
  ['personal, allowed', {}, /^\d+ parts, about \d+ s here; as a whole it may not leave/],
  ['off', { setting: 'off' }, /NO .*off/],
  ['personal, only public allowed', { setting: 'public' }, /NO label personal/],
  ['secret', { label: 'secret' }, /NO label secret/],
  ['no local model', { local: undefined }, /NO no general model/],
  ['no cloud', { cloud: undefined }, /NO no cloud/],
  ['it fits', { documentCharacters: 5000 }, /NO it fits/],
  ['too slow', { mostSeconds: 5 }, /NO reading it here takes/],
  ['a context too short', { local: { ...question.local!, contextSize: 300 } }, /NO .*too short/],
  ['public and cheaper', { label: 'public' }, /\$0.0050 for the notes, \$0.0500 for the whole/],
  ['public and not cheaper', { label: 'public', cloud: { wholeUsd: 0.006, notesUsd: () => 0.005 } }, /NO /],
  [
    'public without prices',
    { label: 'public', cloud: { wholeUsd: null, notesUsd: () => null } },
    /NO no price/,
  ],
])('chosen by cost and rules: %s', (_, change, words) => {
  const choice = chooseSplit({ ...question, ...change });
  expect(choice.split ? choice.words : `NO ${choice.why}`).toMatch(words);
});

test('property: never by itself, never what is secret, personal content only where that is allowed', () => {
  const number = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(
      fc.constantFrom('off', 'public', 'pseudonymised'),
      fc.constantFrom('public', 'personal', 'secret'),
      fc.record({ documentCharacters: number, restCharacters: number, mostSeconds: number }),
      number,
      (setting, label, facts, contextSize) => {
        const local = { contextSize, tokensPerSecond: { read: 100, write: 10 } };
        const choice = chooseSplit({ ...question, ...facts, setting, label, local });
        if (!choice.split) return;
        expect(setting === 'pseudonymised' ? label !== 'secret' : label === 'public').toBe(true);
        expect(setting).not.toBe('off');
        expect(facts.documentCharacters).toBeGreaterThan(contextSize);
        expect(choice.seconds).toBeLessThanOrEqual(facts.mostSeconds);
      },
    ),
  );
});

test('parts are not cut within a passage', () => {
  expect(cutParts('aaaa bb cc dd', 9, [{ start: 5, end: 10 }])).toEqual(['aaaa ', 'bb cc dd']);
  // one that is longer than a part has to be cut
  expect(cutParts('abcdef', 3, [{ start: 0, end: 6 }]).join('')).toBe('abcdef');
});

test('what a model wrote about a part', () => {
  expect(readNote(' NONE. ', true)).toBeUndefined();
  expect(readNote('None of the tenants pays.', true)).toBe('None of the tenants pays.');
  // the end may be half a number
  expect(readNote('Anna pays. From DE89 3704', false)).toBe('Anna pays.');
  expect(readNote('From DE89 3704', false)).toBeUndefined();
});

const short = (text: string, source = '', each = 1000, all = 5000): string =>
  shorten([{ part: 1, text, source }], { each, all })[0]?.text ?? '';

test('a note is short, one line, and no copy of its part', () => {
  expect(short('a\n\n b')).toBe('a b');
  expect(short('abcdef', '', 4)).toBe('abc…');
  expect(short('by <EMAIL_1>', '', 8)).toBe('by …');
  const part = Array.from({ length: 200 }, (_, i) => `word${i}`).join(' ');
  const note = short(`It says: ${part.slice(100, 700)}. So.`, part);
  expect(note).toContain(part.slice(100, 250));
  expect(note).not.toContain(part.slice(100, 300));
  expect(note).toContain('So.');
  expect(short(part, part).length).toBeLessThan(200);
});

test('details are replaced before anything is cut off', () => {
  const notes = [{ part: 1, text: `by ${'x'.repeat(30)}`, source: '' }];
  expect(shorten(notes, { each: 8, all: 8 }, (text) => text.replace(/x+/, '<ID_1>'))[0]?.text).toBe('by …');
});

test('property: a cut leaves tokens whole', () => {
  const piece = fc.oneof(
    fc.constantFrom('<EMAIL_1>', '<NAME_22>', ' '),
    fc.string({ maxLength: 4 }).map((text) => text.replace(/[<>]/g, '')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), (pieces, each) => {
      const text = short(pieces.join(''), '', each);
      expect(text.length).toBeLessThanOrEqual(each);
      expect(text.replace(/<[A-Z]+_\d+>/g, '')).not.toMatch(/<(?:EMAIL|NAME)/);
    }),
  );
});
