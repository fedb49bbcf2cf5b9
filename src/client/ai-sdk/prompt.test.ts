import type { LanguageModelV4FilePart, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { messagesOf } from './prompt.ts';

const file = (data: LanguageModelV4FilePart['data'], mediaType: string): LanguageModelV4Prompt => [
  { role: 'user', content: [{ type: 'file', data, mediaType }] },
];
const bytes = new Uint8Array([104, 105]);

test.each([
  [{ type: 'data', data: bytes }, 'image/jpeg', { type: 'image', url: 'data:image/jpeg;base64,aGk=' }],
  [{ type: 'data', data: 'aGk=' }, 'image/*', { type: 'image', url: 'data:image/png;base64,aGk=' }],
  [
    { type: 'url', url: new URL('https://x.example/a.png') },
    'image/png',
    { type: 'image', url: 'https://x.example/a.png' },
  ],
  [{ type: 'data', data: bytes }, 'audio/mpeg', { type: 'audio', data: 'aGk=', format: 'mp3' }],
  [{ type: 'data', data: bytes }, 'audio/x-wav', { type: 'audio', data: 'aGk=', format: 'wav' }],
] as const)('%j as %s', (data, mediaType, part) => {
  expect(messagesOf(file(data, mediaType))).toEqual([{ role: 'user', content: [part] }]);
});

test('files of text are text', () => {
  for (const data of [
    { type: 'data', data: bytes },
    { type: 'data', data: 'aGk=' },
    { type: 'text', text: 'hi' },
  ] as const)
    expect(messagesOf(file(data, 'text/plain'))).toEqual([{ role: 'user', content: 'hi' }]);
});

test('a picture of any size', () => {
  const [message] = messagesOf(file({ type: 'data', data: new Uint8Array(1_000_000) }, 'image/png'));
  expect(JSON.stringify(message).length).toBeGreaterThan(1_333_000);
});

test.each([
  [{ type: 'data', data: bytes }, 'application/pdf'],
  [{ type: 'url', url: new URL('https://x.example/a.mp3') }, 'audio/mpeg'],
  [{ type: 'reference', reference: { openai: 'file-1' } }, 'image/png'],
] as const)('%j as %s is refused', (data, mediaType) => {
  expect(() => messagesOf(file(data, mediaType))).toThrow(/cannot be sent/);
});

test('turns of every kind', () => {
  const result = (toolCallId: string, output: object) => ({
    type: 'tool-result',
    toolCallId,
    toolName: 't',
    output,
  });
  const prompt = [
    { role: 'system', content: 'Be brief.' },
    { role: 'assistant', content: [{ type: 'reasoning', text: 'hm' }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'So.' },
        { type: 'tool-call', toolCallId: 'a', toolName: 't', input: { x: 1 } },
        { type: 'tool-call', toolCallId: 'b', toolName: 't', input: undefined },
      ],
    },
    {
      role: 'tool',
      content: [
        result('a', { type: 'json', value: { ok: true } }),
        result('b', { type: 'error-text', value: 'no' }),
        result('c', { type: 'execution-denied' }),
        result('d', { type: 'content', value: [{ type: 'text', text: 'x' }, { type: 'custom' }] }),
        { type: 'tool-approval-response', approvalId: 'z', approved: true },
      ],
    },
  ] as unknown as LanguageModelV4Prompt;
  expect(messagesOf(prompt)).toEqual([
    { role: 'system', content: 'Be brief.' },
    {
      role: 'assistant',
      content: 'So.',
      toolCalls: [
        { id: 'a', name: 't', arguments: '{"x":1}' },
        { id: 'b', name: 't', arguments: '{}' },
      ],
    },
    { role: 'tool', toolCallId: 'a', content: '{"ok":true}' },
    { role: 'tool', toolCallId: 'b', content: 'no' },
    { role: 'tool', toolCallId: 'c', content: 'The call was not allowed.' },
    { role: 'tool', toolCallId: 'd', content: 'x' },
  ]);
});
