import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chatSchema } from './chat-schema.ts';
import { isPlainChat } from './plain-chat.ts';

const message = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: fc.string() }),
  },
  fc.record(
    {
      role: fc.constantFrom('developer', 'tool', 'robot', 'constructor'),
      content: fc.oneof(fc.string(), fc.constant(null), fc.constant([{ type: 'text', text: 'a' }])),
      name: fc.string(),
      tool_calls: fc.constant([]),
    },
    { requiredKeys: ['role'] },
  ),
);
const share = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 0.5, 1, null) },
  fc.double({ min: -1, max: 3, noNaN: true }),
);
const count = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 4096 }) },
  fc.constantFrom(null, '1', -1, 0, 1.5, 1e9),
);
const body = fc.record(
  {
    model: fc.oneof({ weight: 9, arbitrary: fc.constant('auto') }, fc.constantFrom('', 'a'.repeat(257), 7)),
    messages: fc.oneof(
      { weight: 9, arbitrary: fc.array(message, { minLength: 1, maxLength: 2 }) },
      fc.constant('hello'),
    ),
    stream: fc.constantFrom(true, false, null, false, true, 'yes'),
    temperature: share,
    top_p: share,
    max_tokens: count,
    max_completion_tokens: count,
    user: fc.string(),
    unheard_of: fc.anything(),
  },
  { requiredKeys: ['messages', 'model'] },
);

test('a plain body is one that the schema takes as it is', () => {
  let plain = 0;
  fc.assert(
    fc.property(body, (given) => {
      if (!isPlainChat(given)) return;
      plain += 1;
      const { unheard_of: _, user: __, ...known } = given as Record<string, unknown>;
      expect(chatSchema.parse(given)).toEqual(known);
    }),
    { numRuns: 2000 },
  );
  expect(plain).toBeGreaterThan(100);
});

const messages = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: 'Hi' },
];

test.each([
  [true, { model: 'auto', messages }],
  [true, { model: 'auto', messages, temperature: 0.2, max_tokens: 64, stream: null, unheard_of: 1 }],
  [false, { model: 'auto', messages: [...messages, { role: 'user', content: 'Hi', name: 'Ann' }] }],
  [false, { model: 'auto', messages: [] }],
  [false, { messages }],
  [false, { model: 'auto' }],
  [false, { model: 'auto', messages, tools: [] }],
  [false, { model: 'auto', messages, temperature: 2.1 }],
  [false, { model: 'auto', messages, max_tokens: 1.5 }],
])('plain: %s %j', (plain, given) => {
  expect(isPlainChat(given)).toBe(plain);
});
