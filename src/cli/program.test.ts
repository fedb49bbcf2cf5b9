import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import type { CommandSpec, Input } from './command.ts';
import { createProgram, usageErrorOf } from './program.ts';
import { commandNames, loadCommands } from './registry.ts';
import { UsageError } from './show-error.ts';

interface Seen {
  path: string;
  input: Input;
}

/** Runs a line against commands; gives what was run, written and thrown. */
async function line(
  commands: Map<string, CommandSpec>,
  argv: string[],
  columns = 80,
): Promise<{ seen?: Seen; out: string; error?: UsageError | undefined }> {
  let out = '';
  let seen: Seen | undefined;
  const program = createProgram(commands, {
    version: '1.2.3',
    colour: false,
    columns,
    write: (text) => (out += text),
    act: (path, _, input) => {
      seen = { path, input };
      return Promise.resolve();
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return { ...(seen === undefined ? {} : { seen }), out };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { out, error: usageErrorOf(error) };
  }
}

const all = await loadCommands([]);
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

test('every command says what it is for, where it stands, and shows an example', () => {
  expect([...all.keys()]).toEqual(expect.arrayContaining(['up', 'run', 'why', 'ps', 'report', 'demo']));
  for (const [name, spec] of all) {
    expect(spec.summary, name).toMatch(/^[a-z].+[^.]$/);
    expect(spec.group, name).toBeDefined();
    expect(spec.examples?.length, name).toBeGreaterThan(0);
    for (const [example] of spec.examples ?? []) expect(example, name).toMatch(new RegExp(`^${name}\\b`));
    expect(spec.run ?? spec.commands, name).toBeDefined();
  }
});

test('a named command is loaded alone', async () => {
  expect([...(await loadCommands(['why', 'abc'])).keys()]).toEqual(['why']);
  expect((await loadCommands(['wyh'])).size).toBe(all.size);
  expect(commandNames()).toContain('why');
});

test('help lists every command by group, and examples', async () => {
  const { out, error } = await line(all, ['--help']);
  expect(error).toBeUndefined();
  for (const [name, spec] of all)
    expect(out).toMatch(new RegExp(`^ {2}${name}.*${spec.summary.slice(0, 20)}`, 'm'));
  expect(out.indexOf('Start:')).toBeLessThan(out.indexOf('Models:'));
  for (const [name, spec] of all) {
    const own = (await line(all, [name, '--help'])).out;
    for (const [example, words] of spec.examples ?? [])
      expect(own).toMatch(
        new RegExp(`nearmost ${escape(example)}\\s+${escape(words).replaceAll(' ', '\\s+')}`),
      );
    expect(
      own.split('\n').filter((row) => row.length > 80),
      name,
    ).toEqual([]);
    expect(own).toContain('--json');
  }
  expect((await line(all, ['--version'])).out.trim()).toBe('1.2.3');
});

test('help fits a narrow terminal: only lines that are typed may be longer', async () => {
  const typed = /^(?:Usage: nearmost| {2}nearmost )/;
  for (const argv of [['--help'], ...[...all.keys()].map((name) => [name, '--help'])])
    expect(
      (await line(all, argv, 40)).out.split('\n').filter((row) => row.length > 40 && !typed.test(row)),
    ).toEqual([]);
});

test('arguments and options arrive', async () => {
  expect((await line(all, ['run', 'qwen', 'hello', 'there', '--label', 'public', '--json'])).seen).toEqual({
    path: 'run',
    input: { args: ['qwen', 'hello', 'there'], options: { label: 'public', json: true, color: true } },
  });
  expect((await line(all, ['up', '--port', '0'])).seen?.input.options).toMatchObject({ port: 0 });
});

test.each([
  [['wyh'], "Unknown command 'wyh'. Did you mean why?", 'nearmost --help'],
  [['report', '--sinze', '7d'], "Unknown option '--sinze'. Did you mean --since?", 'nearmost report --help'],
  [['up', '--port', '99999'], 'A port is a whole number from 0 to 65535.', 'nearmost up --help'],
  [['up', '--port', '-1'], 'A port is a whole number from 0 to 65535.', 'nearmost up --help'],
  [
    ['report', '--since', 'soon'],
    'Give a time as today, 24h, 7d, 2w or 2026-11-01.',
    'nearmost report --help',
  ],
  [['run', '--label', 'publik', 'x'], 'It must be one of: public, personal, secret.', 'nearmost run --help'],
  [['ps', 'extra'], 'Too many arguments', 'nearmost ps --help'],
  [['keys', 'add', 'openai', 'hunter2'], 'Expected 1 argument but got 2.', 'nearmost keys add --help'],
  [['config', 'get'], "Missing required argument 'setting'.", 'nearmost config get --help'],
])('%j is a usage error that helps', async (argv, words, help) => {
  const { error } = await line(all, argv);
  expect(error?.message).toContain(words);
  expect(error?.hint).toContain(help);
});
