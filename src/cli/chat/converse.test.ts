import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline/promises';
import { expect, test } from 'vitest';
import { NearmostError } from '../../contract/errors.ts';
import type { ChatRequest, RequestContext } from '../../contract/index.ts';
import { createCli, type Cli } from '../context.ts';
import { entryOf } from '../testing/entry.ts';
import { askOnce, converse, type Chat } from './converse.ts';
import type { Talker } from './talk.ts';

/** A screen that is kept. */
function screen(json = false): { cli: Cli; out: () => string; err: () => string } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let [out, err] = ['', ''];
  stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const cli = createCli({
    json,
    env: {},
    cwd: '/',
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    signal: new AbortController().signal,
  });
  return { cli, out: () => out, err: () => err };
}

/** Answers with the number of messages it saw, unless `fails` says otherwise. */
function talker(
  fails: (request: ChatRequest) => NearmostError | undefined = () => undefined,
): Talker & { asked: [ChatRequest, RequestContext][] } {
  const asked: [ChatRequest, RequestContext][] = [];
  return {
    asked,
    where: 'a test',
    models: () => Promise.resolve(['auto', 'local/house']),
    ask(request, context) {
      asked.push([request, context]);
      const error = fails(request);
      if (error !== undefined) return Promise.reject(error);
      async function* pieces(): AsyncGenerator<{ type: 'text'; text: string }> {
        yield { type: 'text', text: 'seen ' };
        yield { type: 'text', text: String(request.messages.length) };
      }
      return Promise.resolve({ pieces: pieces(), done: Promise.resolve(entryOf()) });
    },
    close: () => Promise.resolve(),
  };
}
const chatOf = (source: Talker): Chat => ({
  talker: source,
  model: 'auto',
  messages: [],
  context: { app: 'cli' },
});

/** Types all lines at once, as a paste does, and gives what was shown. */
async function typed(chat: Chat, ...lines: string[]): Promise<string> {
  const { cli, out } = screen();
  const input = new PassThrough();
  const talk = converse(cli, chat, createInterface({ input }));
  input.end(`${lines.join('\n')}\n`);
  await talk;
  return out();
}

test('one answer: the text, then where it ran; with --json one value', async () => {
  const [person, program] = [screen(), screen(true)];
  await askOnce(person.cli, chatOf(talker()), 'hello', AbortSignal.timeout(5000));
  expect(person.out()).toBe('seen 1\n');
  expect(person.err()).toMatch(/^here · local\/house · sure 0\.93 .*nearmost why nm-01k5/);
  await askOnce(program.cli, chatOf(talker()), 'hello', AbortSignal.timeout(5000));
  expect(JSON.parse(program.out())).toMatchObject({ text: 'seen 1', route: { place: 'local' } });
  expect(program.err()).toBe('');
});

test('a conversation grows; /new, /model, /models and /bye are obeyed', async () => {
  const source = talker();
  const shown = await typed(
    chatOf(source),
    'one',
    'two',
    '/new',
    'three',
    '',
    '/model local/house',
    'four',
    '/models',
    '/help',
    '/bye',
    'never',
  );
  expect(source.asked.map(([request]) => [request.model, request.messages.length])).toEqual([
    ['auto', 1],
    ['auto', 3],
    ['auto', 1],
    ['local/house', 3],
  ]);
  expect(shown).toContain('A new conversation.');
  expect(shown).toContain('/bye');
});

test('what is no model and no command is said at once, and changes nothing', async () => {
  const source = talker();
  const shown = await typed(chatOf(source), '/model huose', '/model house', '/modle', 'one');
  expect(shown).toContain('There is no model "huose" on this device.');
  expect(shown).toContain('Did you mean house?');
  expect(shown).toContain('From now on: local/house');
  expect(shown).toContain('There is no /modle here.');
  expect(source.asked.map(([request]) => request.model)).toEqual(['local/house']);
});

test('a failed answer leaves the conversation as it was and the chat open', async () => {
  const source = talker(({ messages }) =>
    messages.at(-1)?.content === 'bad'
      ? new NearmostError('unknown_model', 'There is no model "x".')
      : undefined,
  );
  const shown = await typed(chatOf(source), 'bad', 'good');
  expect(shown).toContain('error: There is no model "x".');
  expect(source.asked.at(-1)?.[0].messages).toHaveLength(1);
});

test('where no model takes a conversation, the sentence is asked alone, and that is said', async () => {
  const source = talker(({ messages }) =>
    messages.length > 1 ? new NearmostError('no_candidate', 'Nobody.') : undefined,
  );
  const shown = await typed(chatOf(source), 'one', 'two');
  expect(source.asked.map(([request]) => request.messages.length)).toEqual([1, 3, 1]);
  expect(shown).toContain('asked without the sentences before it');
});

test('what a model writes cannot steer the terminal; programs get it as it is', async () => {
  const written = 'a\u001b[2Jb\u001b]0;title\u0007\r\n\tc\u009b31m';
  const source: Talker = {
    ...talker(),
    ask: () =>
      Promise.resolve({
        pieces: (async function* () {
          yield { type: 'text' as const, text: written };
        })(),
        done: Promise.resolve(entryOf()),
      }),
  };
  const people = screen();
  await askOnce(people.cli, chatOf(source), 'x', people.cli.signal);
  expect(people.out()).toBe('a[2Jb]0;title\n\tc31m\n');
  const programs = screen(true);
  await askOnce(programs.cli, chatOf(source), 'x', programs.cli.signal);
  expect(JSON.parse(programs.out())).toMatchObject({ text: written });
});
