import { expect, test } from 'vitest';
import { isRefusal } from './refusal.ts';

test.each([
  "I'm sorry, but I can't help with that.",
  'I’m sorry, I can’t assist with that request.',
  'I am sorry, but I cannot provide medical advice.',
  'Sorry, I am unable to process this message.',
  'Unfortunately, I cannot complete this request.',
  'I cannot help you with this.',
  "I won't create such content.",
  'I apologize, but I am not able to answer this question.',
  'As an AI language model, I have no opinions.',
  '  "I can\'t help with that."',
])('a refusal: %s', (output) => expect(isRefusal(output)).toBe(true));

test.each([
  "I'm sorry for the delay. Your parcel arrives on Friday.",
  'Sorry for your loss.',
  'Unfortunately the parcel was lost; a new one is on its way.',
  "I can't wait to see you!",
  '{"refused": "I cannot help with that"}',
  'support',
  'Dear Ada, I cannot come on Monday. Please write to me.',
  '',
])('no refusal: %s', (output) => expect(isRefusal(output)).toBe(false));
