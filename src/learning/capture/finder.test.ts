import { expect, test } from 'vitest';
import type { ChatRequest, Message } from '../../contract/index.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { requestOf } from '../template.ts';
import { openStore, sampleExample, type OpenStore } from '../testing/open-store.ts';
import { createFinder, type Finder } from './finder.ts';

const system: Message = { role: 'system', content: 'Say which folder a mail belongs to.' };
const ask = (
  content: string,
  before: Message[] = [system],
  more: Partial<ChatRequest> = {},
): ChatRequest => ({
  model: 'auto',
  messages: [...before, { role: 'user', content }],
  ...more,
});
/** Texts that have nothing in common. */
const words = ['alpha', 'tree', 'river', 'invoice', 'lunch', 'ticket', 'board', 'garden', 'window', 'paper'];
const text = (at: number): string =>
  [0, 1, 2, 3]
    .map((place) => `${words[(at * 7 + place * (at + 3)) % 10]}${(at * 31 + place) % 97}`)
    .join(' ');

function finderOf({ table }: OpenStore): Finder & { names: string[]; moves: unknown[] } {
  const names: string[] = [];
  const moves: unknown[] = [];
  const finder = createFinder({
    table,
    clock: { now: () => 5 },
    found: (_, name) => void names.push(name),
    moved: (...move) => void moves.push(move),
  });
  return { ...finder, names, moves };
}

test('one template is one skill from its second text on, in each app its own', () => {
  const opened = openStore(tempHome());
  const finder = finderOf(opened);
  expect(finder.find('mail', ask('one'))).toBeUndefined();
  expect(finder.find('mail', ask('one'))).toBeUndefined(); // the same text again is no traffic
  const found = finder.find('mail', ask('two'));
  expect(found).toEqual({ skill: expect.stringMatching(/^mail-[0-9a-f]{8}$/), input: 'two' });
  expect(finder.find('mail', ask('three'))?.skill).toBe(found?.skill);
  finder.find('notes', ask('one'));
  expect(finder.find('notes', ask('two'))?.skill).toMatch(/^notes-/);
  expect(finder.names).toEqual(Array(2).fill('Say which folder a mail belongs to.'));
  // Opened again, it is known at once.
  expect(finderOf(opened).find('mail', ask('four'))).toEqual({ skill: found?.skill, input: 'four' });
});

test('system prompt, tools and response format tell skills apart; dates and settings do not', () => {
  const finder = finderOf(openStore(tempHome()));
  const skillOf = (before: Message[], more: Partial<ChatRequest> = {}): string | undefined => {
    finder.find('a', ask('first', before, more));
    return finder.find('a', ask('second', before, more))?.skill;
  };
  const say = (content: string): Message[] => [{ role: 'system', content }];
  const plain = skillOf([system]);
  const others = [
    skillOf(say('Translate.')),
    skillOf([]),
    skillOf([system], { responseFormat: { type: 'json_object' } }),
    skillOf([system], { tools: [{ name: 'move', parameters: { type: 'object' } }] }),
  ];
  expect(new Set([plain, ...others]).size).toBe(5);
  expect(others).not.toContain(undefined);
  expect(
    skillOf([system], { temperature: 0, maxTokens: 9, responseFormat: { type: 'text' }, tools: [] }),
  ).toBe(plain);
  const today = skillOf(say('It is Saturday, November 21, 2026, 06:32. Sort this.'));
  expect(skillOf(say('It is Sunday, November 22, 2026, 17:05. Sort this.'))).toBe(today);
  expect(skillOf(say('It is 2026-11-21T06:32:00Z. Sort this.'))).not.toBe(today);
});

test('conversations, pictures, tools under way and unfinished answers are no skills', () => {
  const finder = finderOf(openStore(tempHome()));
  const history: Message[] = [system];
  for (let at = 0; at < 50; at++) {
    const user: Message = { role: 'user', content: text(at) };
    const found = finder.find('chat', { model: 'auto', messages: [...history, user] });
    expect(found, `turn ${at}`).toBeUndefined();
    history.push(user, { role: 'assistant', content: `answer ${at}` });
  }
  const picture: Message = { role: 'user', content: [{ type: 'image', url: 'https://example.com/a.png' }] };
  const call: Message = {
    role: 'assistant',
    content: null,
    toolCalls: [{ id: '1', name: 'x', arguments: '{}' }],
  };
  const tool: Message = { role: 'tool', content: 'done', toolCallId: '1' };
  for (const messages of [
    [system, picture],
    [system, { role: 'user', content: 'go' }, call, tool],
    [system, { role: 'user', content: 'go' }, call, tool, { role: 'user', content: 'and now' }],
    [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: 'I begin' },
    ],
    [],
    [{ role: 'user', content: '  \n' }],
  ] as Message[][])
    for (let times = 0; times < 3; times++)
      expect(finder.find('chat', { model: 'auto', messages })).toBeUndefined();
});

test('worked examples in front are a template: a skill at the third text', () => {
  const finder = finderOf(openStore(tempHome()));
  const shots: Message[] = [
    system,
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'inbox' },
  ];
  const parts = [
    { type: 'text' as const, text: 'thr' },
    { type: 'text' as const, text: 'ee' },
  ];
  expect(finder.find('a', ask('one', shots))).toBeUndefined();
  expect(finder.find('a', ask('two', shots))).toBeUndefined();
  expect(
    finder.find('a', { model: 'auto', messages: [...shots, { role: 'user', content: parts }] })?.input,
  ).toBe('three');
});

test('instructions in the user message become skills of their own, with the examples captured before', () => {
  const opened = openStore(tempHome());
  const { store, table } = opened;
  const finder = finderOf(opened);
  const templates = [
    (input: string) => `Classify this mail: ${input}`,
    (input: string) => `Translate the text to French.\n\n${input}\n\nAnswer with the translation only.`,
    (input: string) => input, // and people who just talk
  ];
  const skills = templates.map(() => new Set<string>());
  for (let at = 0; at < 300; at++) {
    const kind = at % 3;
    const request = ask(templates[kind]?.(text(at)) ?? '', []);
    const found = finder.find('default', request);
    if (!found) continue;
    store.add(sampleExample({ ...found, output: String(kind) }));
    if (at < 200) continue;
    expect(found.input).toBe(text(at));
    skills[kind]?.add(found.skill);
    expect(requestOf(table.get(found.skill).template, found.input, 'auto')).toEqual(request);
  }
  const ids = skills.map((each) => [...each]);
  expect(ids.map(({ length }) => length)).toEqual([1, 1, 1]);
  // Nothing of one instruction is among the examples of another, also not from before they were told apart.
  for (const [kind, [id = '']] of ids.entries())
    expect(new Set(store.examples(id).map(({ output }) => output)), `skill ${kind}`).toEqual(
      new Set([String(kind)]),
    );
  const counts = ids.map(([id = '']) => store.examples(id).length);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(299); // the very first request was of no skill yet
  expect(finder.names).toContain('Classify this mail');
  expect(finder.moves.length).toBeGreaterThan(0);
  // After a restart the same requests are in the same skills.
  const again = finderOf(opened);
  for (const [kind, template] of templates.entries())
    expect(again.find('default', ask(template('something new'), []))).toEqual({
      skill: ids[kind]?.[0],
      input: 'something new',
    });
  expect(again.names).toEqual([]);
});

test('ordinary beginnings of sentences are no instructions', () => {
  const finder = finderOf(openStore(tempHome()));
  const begins = ['can you tell me', 'i would like to', 'what is the', 'please play', 'how do i', 'tell me'];
  const skills = new Set<string | undefined>();
  for (let at = 0; at < 600; at++) {
    const found = finder.find('voice', ask(`${begins[(at * at) % 6]} ${text(at)}`));
    if (at > 0) skills.add(found?.skill);
  }
  expect(skills.size).toBe(1);
});

test('an app whose system prompt changes all the time does not fill the store', () => {
  const opened = openStore(tempHome());
  const finder = finderOf(opened);
  for (let at = 0; at < 250; at++)
    for (const content of ['one', 'two'])
      finder.find('rag', ask(content, [{ role: 'system', content: text(at) + at }]));
  expect(opened.table.countOf('rag')).toBe(200);
  expect(finder.find('other', ask('one'))).toBeUndefined();
  expect(finder.find('other', ask('two'))).toBeDefined();
});

test('a skill that was forgotten is found anew by the next request', () => {
  const opened = openStore(tempHome());
  const finder = finderOf(opened);
  finder.find('mail', ask('one'));
  const skill = finder.find('mail', ask('two'))?.skill ?? '';
  opened.forget({ skill }); // by another process: this finder is not told
  expect(finder.find('mail', ask('three'))).toEqual({ skill, input: 'three' });
  expect(opened.table.has(skill)).toBe(true);
});

test('a template that is too long to be stored is none', () => {
  const finder = finderOf(openStore(tempHome()));
  const long: Message[] = [{ role: 'system', content: 'x'.repeat(200_001) }];
  for (const content of ['one', 'two', 'three']) expect(finder.find('a', ask(content, long))).toBeUndefined();
});
