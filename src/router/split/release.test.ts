import { expect, test } from 'vitest';
import type { ChatPart, EgressRequest } from '../../contract/index.ts';
import { createPseudonyms } from '../../privacy/pseudonyms/pseudonyms.ts';
import { releasing } from './release.ts';
import { restoreParts } from './restore-parts.ts';
import { inItsPlace } from './words.ts';

const pseudonyms = createPseudonyms(['Ann Example', 'Answer', 'Max', 'user']);
pseudonyms.hide('a@b.org Ann Example');
const request = (body: unknown): EgressRequest => ({
  purpose: { requestId: 'r', provider: 'p', label: 'personal', task: 'chat' },
  method: 'POST',
  url: 'http://x/',
  headers: {},
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});
const send = async (body: unknown): Promise<EgressRequest[]> => {
  const sent: EgressRequest[] = [];
  const egress = releasing((each) => {
    sent.push(each);
    return Promise.reject(new Error('sent'));
  }, pseudonyms);
  await expect(egress(request(body))).rejects.toThrow();
  return sent;
};

test('a body without details goes on, marked as what it is', async () => {
  const content = `${inItsPlace([{ part: 1, text: '<NAME_1> pays' }], true)} Who is it?`;
  const body = { model: 'max-1', max_tokens: 5, messages: [{ role: 'user', content }] };
  const [sent] = await send(body);
  expect(sent?.purpose).toMatchObject({ label: 'personal', form: 'pseudonymised' });
});

test.each([
  ['a name', { messages: [{ content: 'ask ann example' }] }],
  ['a name in parts', { messages: [{ content: [{ type: 'text', text: 'ask Max' }] }] }],
  ['a number', { system: 'call +49 30 1234567' }],
  ['a mail address in a field of its own', { metadata: { user_id: 'A@b.org' } }],
  ['no JSON', 'Ann'],
  ['no body', undefined],
])('a body with %s does not', async (_, body) => expect(await send(body)).toEqual([]));

const restored = async (parts: ChatPart[]): Promise<ChatPart[]> => {
  async function* source(): AsyncGenerator<ChatPart> {
    yield* parts;
  }
  const out: ChatPart[] = [];
  for await (const part of restoreParts(source(), pseudonyms)) out.push(part);
  return out;
};

test('details come back in words, each choice for itself, and before the end', async () => {
  const text = (choice: number, words: string): ChatPart => ({ type: 'text', choice, text: words });
  const finish: ChatPart = { type: 'finish', choice: 0, reason: 'stop' };
  expect(await restored([text(0, 'to <EM'), text(1, 'x <'), text(0, 'AIL_1> <NA'), finish])).toEqual([
    text(0, 'to '),
    text(1, 'x '),
    text(0, 'a@b.org '),
    text(0, '<NA'),
    text(1, '<'),
    finish,
  ]);
  expect(await restored([text(0, '<NAME_1')])).toEqual([text(0, '<NAME_1')]);
});

test('calls of tools stay as they are', async () => {
  const call: ChatPart = { type: 'tool-call', choice: 0, index: 0, name: 'send', arguments: '<EMAIL_1>' };
  expect(await restored([call])).toEqual([call]);
});
