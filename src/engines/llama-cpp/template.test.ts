import { expect, test } from 'vitest';
import type { Message } from '../../contract/index.ts';
import { readDialect } from './dialect.ts';
import { fallbackTemplate } from './fallback-template.ts';
import { templateMessages } from './messages.ts';
import { compileTemplate } from './template.ts';
import { tokenBytes } from './vocabulary.ts';

const tokens = { bos_token: '<s>', eos_token: '</s>' };
const dialectOf = (source: string) => readDialect(source, compileTemplate(source), tokens);

const CHATML = `{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}`;
const NO_SYSTEM = `{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}[{{ m.content }}]{% endfor %}`;
const HERMES = `{% if tools %}{{ tools | tojson }} <tool_call>{% endif %}{% for m in messages %}{{ m.content }}{% if m.tool_calls %}{% for c in m.tool_calls %}{{ c.function.arguments | tojson }}{% endfor %}{% endif %}{% endfor %}{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}`;

test('what a template can do is found by trying it', () => {
  expect(dialectOf(CHATML)).toMatchObject({
    system: true,
    tools: false,
    toolRole: true,
    thinkingSwitch: false,
    format: 'json',
  });
  expect(dialectOf(NO_SYSTEM)).toMatchObject({ system: false, tools: false });
  expect(dialectOf(HERMES)).toMatchObject({
    tools: true,
    thinkingSwitch: true,
    format: 'hermes',
    tags: { open: '<think>' },
  });
});

const talk: Message[] = [
  { role: 'system', content: 'S' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ],
  },
  { role: 'assistant', content: null, toolCalls: [{ id: 'call-1', name: 'f', arguments: '{"x":1}' }] },
  { role: 'tool', toolCallId: 'call-1', content: 'R' },
];

test('messages take the shape that a template knows', () => {
  const full = templateMessages(talk, dialectOf(HERMES));
  expect(full).toMatchObject([
    { role: 'system', content: 'S' },
    { role: 'user', content: 'a\nb' },
    { tool_calls: [{ id: 'call-1', function: { name: 'f', arguments: { x: 1 } } }] },
    { role: 'tool', name: 'f', content: 'R', tool_call_id: 'call-1' },
  ]);
  const poor = templateMessages(talk, { ...dialectOf(NO_SYSTEM), toolRole: false }, 'E');
  expect(poor).toEqual([
    { role: 'user', content: 'S\n\nE\n\na\nb' },
    { role: 'assistant', content: '{"name":"f","arguments":{"x":1}}' },
    { role: 'user', content: 'Result of f: R' },
  ]);
});

test.each([
  ['reaches for the host', "{{ ''.constructor.constructor('return process')() }}"],
  ['runs forever', '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}'],
  ['makes a huge list', '{% set x = range(999999999) %}'],
  [
    'writes without end',
    "{% set ns = namespace(x='xxxxxxxx') %}{% for a in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
  ],
  ['throws', "{{ raise_exception('no') }}"],
])('a template that %s fails and nothing else happens', (_name, source) => {
  expect(() => compileTemplate(source)({ messages: [] })).toThrow();
});

test('a template that cannot be read is a damaged file; without one plain words do', () => {
  expect(() => compileTemplate('{% if %}')).toThrow(expect.objectContaining({ code: 'invalid_model_file' }));
  const plain = compileTemplate(fallbackTemplate(() => false));
  expect(
    plain({
      ...tokens,
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'U' },
      ],
      add_generation_prompt: true,
    }),
  ).toBe('<s>S\n\nUser: U\nAssistant:');
  expect(fallbackTemplate(() => true)).toContain('<|im_start|>');
});

test('dates come from the clock of the host', () => {
  expect(compileTemplate("{{ strftime_now('%Y-%m-%d') }}")({})).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test.each([
  ['spm', '▁hello', 4, ' hello'],
  ['spm', '<0xE2>', 32, '\u00e2'],
  ['spm', '<s>', 8, ''],
  ['bpe', 'Ġhi', 4, ' hi'],
  ['bpe', 'âĤ¬', 4, '€'],
  ['bpe', '<think>', 16, '<think>'],
  ['wpm', '##ing', 4, 'from the model'],
])('bytes of a token: %s %s', (kind, text, attributes, expected) => {
  const bytes = tokenBytes(kind, text, attributes, () => 'from the model');
  const encoding = attributes === 32 ? 'latin1' : 'utf8';
  expect(Buffer.from(bytes).toString(encoding)).toBe(expected);
});

test('a template that chooses among system messages by their words is given them as they are', () => {
  const chooses = `{% for message in messages %}{% if message['role'] == 'user' %}{{ message['content'] }}{% elif message['role'] == 'system' and message['content'] == 'title' %}<t>{% endif %}{% endfor %}`;
  const ignores = `{% for message in messages %}{% if message['role'] == 'user' %}{{ message['content'] }}{% endif %}{% endfor %}`;
  expect([dialectOf(chooses).system, dialectOf(ignores).system]).toEqual([true, false]);
});
