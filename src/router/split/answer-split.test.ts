import { expect, test } from 'vitest';
import { NearmostError, type ChatRequest, type Label, type SettingsInput } from '../../contract/index.ts';
import { words, world, type Script, type World } from '../testing/world.ts';

const IBAN = 'DE89 3704 0044 0532 0130 00';
const PLAIN = 'The roof is mended by whoever owns the house, and the garden is for all. ';
const DOCUMENT =
  `${PLAIN.repeat(20)}\n\nTenant: Maria Lopez, maria@lopez.example, pays from ${IBAN}.\n\n`.repeat(2) +
  PLAIN.repeat(20);
const QUESTION = 'Who pays the rent, and from where? Ask Ann Example.';
const REQUEST: ChatRequest = {
  model: 'auto',
  messages: [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: `${DOCUMENT}\n\n${QUESTION}` },
  ],
  stop: ['Maria Lopez'],
};

const lastText = (messages: ChatRequest['messages']): string => {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
};
/** Notes what a part says of the rent; answers anything else from here. */
const reader: Script = ({ messages }) => {
  const text = lastText(messages);
  if (!text.startsWith('Part ')) return words('an answer from here', -0.1);
  return words(
    /Lopez|maria@/.test(text) ? `Maria Lopez (maria@lopez.example) pays from ${IBAN}` : 'NONE',
    -0.1,
  );
};

interface Options {
  label?: Label;
  split?: 'off' | 'public' | 'pseudonymised';
  local?: Script;
  cloud?: Script;
  price?: (tokens: number) => number | null;
  settings?: SettingsInput['router'];
}
function setUp({
  label = 'personal',
  split = 'pseudonymised',
  local,
  cloud,
  price,
  settings,
}: Options = {}): World & {
  sent: ChatRequest[];
} {
  const sent: ChatRequest[] = [];
  const made = world({
    settings: {
      label,
      router: { split, splitSeconds: 3600, ...settings },
      privacy: { names: ['Ann Example'] },
    },
    locals: { small: local ?? reader },
    clouds: {
      acme: (request) => {
        sent.push(request);
        return (cloud ?? (() => words('<NAME_1> pays from <IBAN_1>, says [7]', 0)))(request);
      },
    },
  });
  const { locals } = made.deps;
  made.deps.locals = () => locals().map((option) => ({ ...option, contextSize: 1024 }));
  made.deps.price = (_model, usage) => price?.(usage.inputTokens) ?? usage.inputTokens;
  return { ...made, sent };
}
const ask = async (made: World, request = REQUEST, stream = false): Promise<string> => {
  const answer = await made.router.stream({ task: 'chat', request }, {}, stream);
  let text = '';
  for await (const part of answer.parts) if (part.type === 'text') text += part.text;
  return text;
};
const failing =
  (code: 'upstream_unavailable' | 'engine_crashed'): Script =>
  () => [new NearmostError(code, 'no')];

test.each([false, true])(
  'personal: notes leave with details replaced, the answer has them again; stream %s',
  async (stream) => {
    const made = setUp();
    expect(await ask(made, REQUEST, stream)).toBe(`Maria Lopez pays from ${IBAN}, says [7]`);
    expect(made.sent).toHaveLength(1);
    const out = JSON.stringify(made.sent);
    for (const detail of ['Lopez', 'maria@', '3704', 'Ann Example', PLAIN.slice(0, 40)])
      expect(out).not.toContain(detail);
    expect(out).toContain('<EMAIL_1>');
    expect(out).toContain('Who pays the rent');
    expect(out).toContain('Be short.');
    expect(out.length).toBeLessThan(DOCUMENT.length / 2);
    const [row] = made.rows;
    expect(row).toMatchObject({ label: 'personal', place: 'cloud', model: 'acme/big', status: 'ok' });
    expect(row?.reason).toMatch(
      /^a document of [\d,]+ characters was read here in \d+ parts; question and notes of \d+ parts go on, [\d,]+ characters, \d+ personal details replaced \(.*\d EMAIL/,
    );
    expect(row?.attempts.map(({ model, outcome }) => [model, outcome])).toEqual([
      ['local/small', 'condensed'],
      ['acme/big', 'answered'],
    ]);
    expect(JSON.stringify(row)).not.toContain('Lopez');
    expect(made.open()).toBe(0);
  },
);

test.each<[string, Options]>([
  ['off', { split: 'off' }],
  ['only for public content', { split: 'public' }],
  ['secret', { label: 'secret' }],
  ['offline', { settings: { offline: true } }],
])('nothing leaves: %s', async (_, options) => {
  const made = setUp({ ...options, local: () => [new NearmostError('context_too_long', 'too long')] });
  await expect(ask(made)).rejects.toMatchObject({ code: 'context_too_long' });
  expect(made.sent).toEqual([]);
});

test('a pin and a named model go their way', async () => {
  const made = setUp();
  expect(await ask(made, { ...REQUEST, model: 'local/small' })).toBe('an answer from here');
  await made.router.stream({ task: 'chat', request: REQUEST }, { route: 'local' }, false);
  expect(made.sent).toEqual([]);
});

test('public: split when that saves money, as it is', async () => {
  const made = setUp({ label: 'public', split: 'public', price: (tokens) => tokens });
  expect(await ask(made)).toBe('<NAME_1> pays from <IBAN_1>, says [7]');
  const out = JSON.stringify(made.sent);
  expect(out).toContain('Maria Lopez');
  expect(out).not.toContain(PLAIN.slice(0, 40));
  expect(made.rows[0]?.reason).not.toContain('replaced');
  const dear = setUp({ label: 'public', split: 'public', price: () => 0 });
  await ask(dear);
  expect(dear.rows[0]?.attempts.some(({ outcome }) => outcome === 'condensed')).toBe(false);
});

test('the model of this device fails: as without a split, and nothing more leaves', async () => {
  const broken = failing('engine_crashed');
  const personal = setUp({ local: broken });
  await expect(ask(personal)).rejects.toMatchObject({ code: 'engine_crashed' });
  expect(personal.sent).toEqual([]);
  const open = setUp({ local: broken, label: 'public' });
  await ask(open);
  // public content may leave as a whole, and does
  expect(JSON.stringify(open.sent)).toContain(PLAIN.slice(0, 40));
  expect(personal.open() + open.open()).toBe(0);
});

test('no part has anything to say: nothing leaves', async () => {
  const made = setUp({ local: () => words('NONE', -0.1) });
  await ask(made);
  expect(made.sent).toEqual([]);
});

test('the cloud fails: this device answers from its notes, or gives them', async () => {
  const made = setUp({ cloud: failing('upstream_unavailable') });
  expect(await ask(made)).toBe('an answer from here');
  expect(made.rows[0]).toMatchObject({ place: 'local', model: 'local/small', status: 'ok', costUsd: 0 });
  expect(made.rows[0]?.reason).toMatch(/^acme\/big: no; answered here from notes on \d+ parts/);
  const heard = JSON.stringify(made.heard.at(-1)?.request);
  expect(heard).toContain('Maria Lopez');
  expect(heard).not.toContain('<NAME_1>');
  const mute = setUp({
    cloud: failing('upstream_unavailable'),
    local: (request) =>
      lastText(request.messages).startsWith('Part ')
        ? reader(request)
        : [new NearmostError('engine_crashed', 'no')],
  });
  expect(await ask(mute)).toMatch(/^Notes on the \d+ parts of the document:\n\n\[\d+\] Maria Lopez/);
  expect(made.open() + mute.open()).toBe(0);
});

test('who leaves while parts are read leaves nothing open, and nothing is sent', async () => {
  const controller = new AbortController();
  const made = setUp({
    local: (request) => {
      controller.abort();
      return reader(request);
    },
  });
  const asked = made.router.stream({ task: 'chat', request: REQUEST }, { signal: controller.signal }, false);
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  expect(made.sent).toEqual([]);
  expect(made.open()).toBe(0);
});
