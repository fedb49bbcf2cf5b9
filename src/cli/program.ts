import { Command, InvalidArgumentError, type Argument, type CommanderError, type Help } from 'commander';
import { redact } from '../contract/errors.ts';
import { GROUPS, type CommandSpec, type Input, type OptionSpec } from './command.ts';
import { createPaint } from './paint.ts';
import { UsageError } from './show-error.ts';
import { pad, wrap } from './text.ts';

export interface ProgramOptions {
  version: string;
  /** Colours in help texts. */
  colour: boolean;
  /** Width of help texts; default 80. */
  columns?: number;
  write: (text: string) => void;
  /** Runs the chosen command. `path` is its name, with the sub-command's. */
  act: (path: string, spec: CommandSpec, input: Input) => Promise<void>;
}

const INTRO = 'The nearest model that can do the job: on this device when it can, in the cloud when it may.';
const FIRST: CommandSpec['examples'] = [
  ['demo', 'forty real requests, each decision explained'],
  ['up', 'start the server for your apps'],
  ['run "wake me at 6:30"', 'ask once in the terminal'],
];

/** Examples as they stand below the options. */
function examplesText(
  examples: CommandSpec['examples'],
  { colour, columns = 80 }: Pick<ProgramOptions, 'colour' | 'columns'>,
): string {
  if (examples === undefined || examples.length === 0) return '';
  const paint = createPaint(colour);
  const lines = examples.map(([line]) => `nearmost ${line}`);
  const widest = Math.max(...lines.map((line) => line.length));
  // Beside each other where all of them fit; else each explanation stands below its line.
  const beside = examples.every(([, words]) => widest + words.length + 4 <= columns);
  const rows = examples.map(([, words], at) =>
    beside
      ? `  ${paint.cyan(pad(lines[at] ?? '', widest))}  ${paint.dim(words)}`
      : `  ${paint.cyan(lines[at] ?? '')}\n${paint.dim(wrap(words, columns, '      '))}`,
  );
  return `\n${paint.bold('Examples:')}\n${rows.join('\n')}`;
}

function parser(parse: (text: string) => unknown): (text: string) => unknown {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}

function addOption(command: Command, option: OptionSpec): void {
  if (option.parse === undefined) command.option(option.flags, option.words);
  else command.option(option.flags, option.words, parser(option.parse));
}

/** `why [request-id]`: without the `[options]` that every command has. */
const subcommandTerm = (command: Command): string =>
  [command.name(), ...command.registeredArguments.map((argument) => humanReadable(argument))].join(' ');

const humanReadable = (argument: Argument): string => {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
};

/** Columns that an explanation needs beside its term; with fewer it stands below. */
const LEAST_BESIDE = 24;

/** A term and its explanation beside it, or below it where the terminal is narrow. */
function termLine(columns: number): Help['formatItem'] {
  return (term, termWidth, words) => {
    if (words === '') return `  ${term}`;
    if (columns - termWidth - 4 < LEAST_BESIDE) return `  ${term}\n${wrap(words, columns, '      ')}`;
    const indent = ' '.repeat(termWidth + 4);
    return `  ${pad(term, termWidth)}  ${wrap(words, columns, indent).trimStart()}`;
  };
}

/** An error of the command line, with the command that it was meant for: `keys add`, or `` for none. */
type LineError = CommanderError & { path?: string };

/** Adds what every command has. */
function dress(command: Command, path: string, options: ProgramOptions): Command {
  const paint = createPaint(options.colour);
  return command
    .exitOverride((error: LineError) => {
      throw Object.assign(error, { path });
    })
    .helpOption('-h, --help', 'show this help')
    .option('--json', 'print the result as JSON')
    .option('--no-color', 'no colours (so does NO_COLOR)')
    .configureHelp({
      styleTitle: (title) => paint.bold(title),
      showGlobalOptions: false,
      subcommandTerm,
      formatItem: termLine(options.columns ?? 80),
    })
    .configureOutput({
      writeOut: options.write,
      writeErr: () => undefined, // shown once, by showError
      getOutHasColors: () => options.colour,
      getOutHelpWidth: () => options.columns ?? 80,
    });
}

function build(path: string, spec: CommandSpec, options: ProgramOptions): Command {
  const command = dress(new Command(path.split(' ').at(-1) ?? path), path, options).description(spec.summary);
  for (const [name, words] of spec.args ?? []) command.argument(name, words);
  for (const option of spec.options ?? []) addOption(command, option);
  for (const [name, sub] of Object.entries(spec.commands ?? {}))
    command.addCommand(build(`${path} ${name}`, sub, options));
  if (spec.commands !== undefined) command.helpCommand(false).allowExcessArguments();
  const examples = examplesText(spec.examples, options);
  if (examples !== '') command.addHelpText('after', examples);
  if (spec.group !== undefined) command.helpGroup(`${spec.group}:`);
  const { run } = spec;
  if (run !== undefined)
    command.action(async () => {
      const [stray] = spec.commands === undefined ? [] : command.args;
      if (stray !== undefined) throw await unknownSubcommand(path, stray, Object.keys(spec.commands ?? {}));
      const args = command.processedArgs.flat().filter((value) => value !== undefined) as string[];
      await options.act(path, spec, { args, options: command.optsWithGlobals() });
    });
  return command;
}

/** A word after a command that has sub-commands and is none of them. */
async function unknownSubcommand(path: string, word: string, known: string[]): Promise<UsageError> {
  const { nearest } = await import('../store/nearest.ts');
  const guess = nearest(word, known);
  const meant = guess === undefined ? `It has: ${known.join(', ')}.` : `Did you mean ${guess}?`;
  return new UsageError(
    `Unknown command '${path} ${redact(word)}'. ${meant}`,
    `See: nearmost ${path} --help`,
  );
}

/** Joins the commands to one program. */
export function createProgram(commands: Map<string, CommandSpec>, options: ProgramOptions): Command {
  const program = dress(new Command('nearmost'), '', options)
    .description(INTRO)
    .usage('<command> [options]')
    .version(options.version, '-V, --version', 'show the version')
    .helpCommand(false)
    .addHelpText('after', examplesText(FIRST, options))
    .addHelpText(
      'after',
      `\n${wrap('More about one command: nearmost <command> --help', options.columns ?? 80)}`,
    );
  const place = (spec: CommandSpec): number =>
    GROUPS.indexOf(spec.group ?? 'Set up') * 100 + (spec.rank ?? 50);
  const sorted = [...commands].sort(([, a], [, b]) => place(a) - place(b));
  for (const [name, spec] of sorted) program.addCommand(build(name, spec, options));
  return program;
}

/** What commander throws, as ours; undefined when it was no error (help, version). */
export function usageErrorOf(error: LineError): UsageError | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined;
  // A key typed in the wrong place must not be repeated: neither surplus words nor what looks like a secret is shown.
  const message = redact(error.message)
    .replace(/^error: /, '')
    .replace(/( but got \d+):.*/, '$1');
  const [what = '', ...rest] = message.split('\n');
  const help = ['nearmost', error.path ?? '', '--help'].filter((part) => part !== '').join(' ');
  const sentence = what.charAt(0).toUpperCase() + what.slice(1);
  const guess = rest.join(' ').replace(/[()]/g, '').trim();
  const full = [sentence.endsWith('.') || sentence.endsWith('?') ? sentence : `${sentence}.`, guess];
  return new UsageError(full.filter((part) => part !== '').join(' '), `See: ${help}`);
}
