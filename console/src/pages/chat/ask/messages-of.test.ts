import { expect, test } from 'vitest';
import type { AnswerTurn, TextFile, UserTurn } from '../tree/turn.ts';
import { messagesOf } from './messages-of.ts';

const base = { id: 'x', conversation: 'c', parent: null, at: 0 };
const user = (text: string, files: TextFile[] = []): UserTurn => ({ ...base, role: 'user', text, files });
const answer = (text: string): AnswerTurn => ({
  ...base,
  role: 'assistant',
  state: 'done',
  asked: { model: 'auto' },
  text,
});

test('what nobody answered is not told again, and a command stands for itself', () => {
  const command = answer('{"intent":"SetTimer","slots":{"duration":"5 minutes"}}');
  expect(
    messagesOf([user('a'), answer(''), user('b'), answer('c'), user('set a timer'), command, user('d')]),
  ).toEqual([
    { role: 'user', content: 'b' },
    { role: 'assistant', content: 'c' },
    { role: 'user', content: 'd' },
  ]);
});

test('a file stands in a fence that it cannot close', () => {
  const file = { name: 'a.md', bytes: 9, text: '````\nx\n````' };
  expect(messagesOf([user('see', [file])])[0]?.content).toBe('see\n\na.md:\n`````\n````\nx\n````\n`````');
  expect(messagesOf([user(' ', [{ ...file, text: 'y' }])])[0]?.content).toBe('a.md:\n```\ny\n```');
});
