import { describe, expect, test } from 'vitest';
import { createTokenizer } from './encode.ts';
import { learnPieces } from './learn.ts';
import { SPACE, bytePieces, runsOf } from './vocabulary.ts';
import type { Piece } from './vocabulary.ts';

const PIECES: Piece[] = [
  { text: '<unk>', score: 0, type: 'unknown' },
  { text: '<|end|>', score: 0, type: 'control' },
  ...bytePieces(),
  { text: '"}}', score: 0, type: 'userDefined' },
  { text: '}}', score: 0, type: 'userDefined' },
  ...[SPACE, 'a', 'b', 'c'].map((text): Piece => ({ text, score: -1e6, type: 'normal' })),
  { text: 'bc', score: -1, type: 'normal' },
  { text: 'ab', score: -2, type: 'normal' },
  { text: 'abc', score: -3, type: 'normal' },
];
const tokenizer = createTokenizer(PIECES);
const texts = (ids: readonly number[]): (string | undefined)[] => ids.map((id) => PIECES[id]?.text);

describe('encode', () => {
  test('merges the pair with the highest score first', () => {
    expect(texts(tokenizer.encode('abc'))).toEqual(['abc']);
    expect(texts(tokenizer.encode('abcb'))).toEqual(['abc', 'b']);
    expect(texts(tokenizer.encode('aab'))).toEqual(['a', 'ab']);
  });

  test('a word has the same tokens after a space as at the start', () => {
    expect(texts(tokenizer.encode('ab ab'))).toEqual(['ab', SPACE, 'ab']);
  });

  test('writes unknown characters in bytes, and they come back', () => {
    expect(texts(tokenizer.encode('é'))).toEqual(['<0xC3>', '<0xA9>']);
    expect(tokenizer.decode(tokenizer.encode('aé 日"\n'))).toBe('aé 日"\n');
  });

  test('cuts out user-defined pieces always, control pieces when asked', () => {
    expect(texts(tokenizer.encode('a"}}}'))).toEqual(['a', '"}}', '<0x7D>']);
    expect(texts(tokenizer.encode('a<|end|>', { special: true }))).toEqual(['a', '<|end|>']);
    expect(tokenizer.encode('a<|end|>').length).toBeGreaterThan(2);
    expect(tokenizer.decode([tokenizer.id('<|end|>')])).toBe('');
  });

  test('asks for pieces that exist', () => {
    expect(() => tokenizer.id('zzz')).toThrow('no piece "zzz"');
  });
});

describe('learn', () => {
  test('runs keep letters together and everything else apart', () => {
    expect(runsOf("don't 12é")).toEqual(['don', "'", 't', ' ', '1', '2', 'é']);
  });

  test('finds the most frequent pairs, inside letter runs only', () => {
    expect(learnPieces(['the cat the hat', 'the'], 3)).toEqual(['he', 'the', 'at']);
    expect(learnPieces(['1111 ---- '], 5)).toEqual([]);
  });
});
