import type { Cli } from './context.ts';

/** Titles of `nearmost --help`, in order. */
export const GROUPS = ['Start', 'Models', 'Look', 'Set up'] as const;

/** An option that takes a value has `<name>` in its flags. */
export interface OptionSpec {
  flags: string;
  words: string;
  /** Turns the text into a value; throws a NearmostError or an Error with the words for people. */
  parse?: (text: string) => unknown;
}

/** What a command was given. */
export interface Input {
  args: string[];
  options: Record<string, unknown>;
}

/** A command as data. One file in `src/cli/commands/` = one command; the file name is its name. */
export interface CommandSpec {
  summary: string;
  group?: (typeof GROUPS)[number];
  /** Place within the group; smaller comes first. */
  rank?: number;
  /** `<needed>`, `[optional]` or `[several...]`, with words. */
  args?: readonly (readonly [name: string, words: string])[];
  options?: readonly OptionSpec[];
  /** Command line without `nearmost`, and what it does. */
  examples?: readonly (readonly [line: string, words: string])[];
  /** Sub-commands by name. */
  commands?: Readonly<Record<string, CommandSpec>>;
  /** False: the command does not exist here. */
  available?: () => boolean;
  /** Loads what it needs itself: nothing heavy may be imported at the top of a command file. */
  run?: (cli: Cli, input: Input) => Promise<void>;
}

/** Marks an object as a command; helps editors and checks the shape. */
export function defineCommand(spec: CommandSpec): CommandSpec {
  return spec;
}
