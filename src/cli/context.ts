import { stripVTControlCharacters } from 'node:util';
import { createPaint, wantsColour, type Paint } from './paint.ts';

/** What a command may touch: the screen, the environment, and the wish to stop. */
export interface Cli {
  /** True: standard output carries one machine-readable result and nothing else. */
  readonly json: boolean;
  readonly paint: Paint;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
  /** True when a person sits in front of it: questions, spinners and redrawn lines are allowed. */
  readonly interactive: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Words for people on standard output; nothing with `--json`. */
  say(line?: string): void;
  /** A piece of a line for people on standard output; nothing with `--json`. */
  write(text: string): void;
  /** Words beside the result (progress, advice) on standard error; nothing with `--json`. */
  note(line: string): void;
  /** Whether `redraw` does anything. */
  readonly redraws: boolean;
  /** Redraws one line on a terminal's standard error; `''` clears it. */
  redraw(line: string): void;
  /** The result with `--json`; nothing without. @param line one line instead of indented text */
  result(value: unknown, line?: 'line'): void;
}

export interface CliOptions {
  json: boolean;
  colour?: boolean;
  env: NodeJS.ProcessEnv;
  cwd: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  signal: AbortSignal;
}

/** Columns of a stream. A terminal that does not know its width says 0: then it is the usual 80, as without a terminal. */
export function columnsOf(stream: Partial<NodeJS.WriteStream>, env: NodeJS.ProcessEnv): number {
  return Math.max(40, stream.columns || Number(env['COLUMNS']) || 80);
}

/** Joins the streams and the environment to what commands use. */
export function createCli(options: CliOptions): Cli {
  const { json, env, stdin, stdout, stderr } = options;
  const terminal = stdout.isTTY;
  // Notes are painted for standard output; standard error may be a file.
  const colourful = wantsColour(env, stderr.isTTY);
  const redraws = stderr.isTTY && !json && env['TERM'] !== 'dumb';
  return {
    json,
    paint: createPaint(options.colour !== false && wantsColour(env, terminal)),
    columns: columnsOf(stdout, env),
    interactive: terminal && stdin.isTTY && !json && env['CI'] === undefined,
    redraws,
    env,
    cwd: options.cwd,
    stdin,
    signal: options.signal,
    say(line = '') {
      if (!json) stdout.write(`${line}\n`);
    },
    write(text) {
      if (!json) stdout.write(text);
    },
    note(line) {
      if (!json) stderr.write(`${colourful ? line : stripVTControlCharacters(line)}\n`);
    },
    redraw(line) {
      if (redraws) stderr.write(`\r\u001B[2K${line}`);
    },
    result(value, line) {
      if (json) stdout.write(`${JSON.stringify(value, null, line === 'line' ? undefined : 2)}\n`);
    },
  };
}
