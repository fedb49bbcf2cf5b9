import { expect, test } from 'vitest';
import type { ChatPart } from '../../contract/index.ts';
import { type AnswerOptions, createAnswer } from './answer.ts';
import { createCallReader } from './call-reader.ts';
import { createStopFilter } from './stop-filter.ts';
import { createThinkingReader } from './thinking.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Tokens 0 to 255 are bytes; 256 is the control token `</think>`. */
const vocabulary = {
  bytes: (token: number) => (token < 256 ? Uint8Array.of(token) : new Uint8Array()),
  text: (token: number) => (token === 256 ? '</think>' : ''),
} as unknown as Vocabulary;
const tags = { open: '<think>', close: '</think>' };

function answerOf(more: Partial<AnswerOptions> = {}) {
  const parts: ChatPart[] = [];
  const answer = createAnswer({
    choice: 0,
    vocabulary,
    stop: createStopFilter([]),
    thinking: createThinkingReader(tags, undefined),
    budget: undefined,
    closing: [1, 2, 3],
    calls: undefined,
    afterThinking: undefined,
    inCall: undefined,
    logprobs: false,
    marks: new Set(['</think>']),
    stripBlank: false,
    emit: (part) => void parts.push(part),
    ...more,
  });
  const push = (token: number) => answer.push({ token, logprob: -1, top: [] });
  const write = (text: string) => Array.from(Buffer.from(text), push);
  const said = (kind: 'text' | 'reasoning'): string =>
    parts.map((part) => (part.type === kind ? part.text : '')).join('');
  return { answer, parts, push, write, said };
}

test('characters of several bytes come whole; one that is never finished does not come', () => {
  const { parts, answer, write, push, said } = answerOf();
  write('a€😀');
  expect(parts.map((part) => (part.type === 'text' ? part.text : ''))).toEqual(['a', '€', '😀']);
  for (const byte of [0xe2, 0x82]) push(byte);
  answer.end('length');
  expect(said('text')).toBe('a€😀');
});

test('the scores of all parts add up to all tokens, held-back text included', () => {
  const { parts, write, answer } = answerOf({ stop: createStopFilter(['yz!']) });
  write('xy€y');
  answer.end('stop');
  const scores = parts.flatMap((part) => (part.type === 'text' && part.score ? [part.score] : []));
  expect(scores.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(6);
  expect(scores.reduce((sum, { logprob }) => sum + logprob, 0)).toBe(-6);
});

test('log-probabilities belong to the text they stand with', () => {
  const { parts, write, answer } = answerOf({ logprobs: true, stop: createStopFilter(['END']) });
  expect(write('a EN').at(-1)).toEqual({});
  expect(write('D').at(-1)).toEqual({ stop: true });
  answer.end('stop');
  const shown = parts.flatMap((part) => (part.type === 'text' ? (part.logprobs ?? []) : []));
  expect(shown.map(({ token }) => token)).toEqual(['a', ' ']);
});

test('at the budget thinking is closed by force, and a grammar begins there', () => {
  const grammar = { isTextCompatible: () => true };
  const { answer, write, said } = answerOf({
    thinking: createThinkingReader(tags, true),
    budget: 4,
    afterThinking: grammar,
  });
  const verdicts = write('whyx');
  expect(verdicts.slice(0, 3)).toEqual([{}, {}, {}]);
  expect(verdicts[3]).toEqual({ force: [1, 2, 3], grammar });
  expect(write('\n{}').every((verdict) => verdict.grammar === undefined)).toBe(true);
  answer.end('stop');
  expect([said('reasoning'), said('text')]).toEqual(['whyx', '{}']);
  expect([answer.reasoningTokens, answer.outputTokens]).toEqual([7, 10]);
});

test('an end of thinking that is a control token is seen, and a grammar begins there too', () => {
  const grammar = { isTextCompatible: () => true };
  const { push, write, said } = answerOf({
    thinking: createThinkingReader(tags, true),
    afterThinking: grammar,
  });
  write('why');
  expect(push(256)).toEqual({ grammar });
  write('so');
  expect([said('reasoning'), said('text')]).toEqual(['why', 'so']);
});

test('where a call opens, its grammar begins; a call that is cut off is left out', () => {
  const grammar = { isTextCompatible: () => true };
  const { answer, write, said } = answerOf({ calls: createCallReader('hermes', ['f']), inCall: grammar });
  const verdicts = write('Well. <tool_call>');
  expect(verdicts.at(-1)).toEqual({ grammar });
  expect(verdicts.slice(0, -1).every((verdict) => verdict.grammar === undefined)).toBe(true);
  write('\n{"name": "f", "argu');
  expect(answer.end('length')).toMatchObject({ calls: [], cutOff: true });
  expect(said('text')).toBe('Well. ');
});

test('the blank that sentencepiece puts in front is left off, once', () => {
  const { write, said } = answerOf({ stripBlank: true });
  write('  two');
  expect(said('text')).toBe(' two');
});
