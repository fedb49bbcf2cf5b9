import { expect, test } from 'vitest';
import { randomHex } from './random-hex.ts';

test('each text has so many digits and none comes twice, beyond one pool too', () => {
  const next = randomHex(12);
  const texts = Array.from({ length: 1000 }, next);
  expect(texts.every((text) => /^[\da-f]{12}$/.test(text))).toBe(true);
  expect(new Set(texts).size).toBe(texts.length);
});
