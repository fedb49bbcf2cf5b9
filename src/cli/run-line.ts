import { CommanderError } from 'commander';
import { NearmostError } from '../contract/errors.ts';
import { columnsOf, createCli } from './context.ts';
import { helpLine } from './help-line.ts';
import { wantsColour } from './paint.ts';
import { createProgram, usageErrorOf } from './program.ts';
import { commandNames, loadCommands } from './registry.ts';
import { exitCodeOf, showError } from './show-error.ts';
import { VERSION } from './version.ts';

/** Runs one command line to its end. @returns the exit code */
export async function runLine(words: string[]): Promise<number> {
  const argv = helpLine(words, commandNames());
  const { env, stdin, stdout, stderr } = process;
  const json = argv.includes('--json');
  const colour = !argv.includes('--no-color');
  const stop = new AbortController();
  let presses = 0;
  const interrupt = (): void => {
    presses += 1;
    if (presses > 1) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that went away (`nearmost ls | head`) is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    showError(unwritten(error), { json, env, stderr });
    process.exit(1);
  });
  stderr.on('error', () => undefined); // there is no place left to say it
  try {
    const program = createProgram(await loadCommands(argv), {
      version: VERSION,
      colour: colour && wantsColour(env, stdout.isTTY),
      columns: columnsOf(stdout, env),
      write: (text) => void stdout.write(text),
      act: async (_path, spec, input) => {
        const cli = createCli({
          json,
          colour,
          env,
          cwd: process.cwd(),
          stdin,
          stdout,
          stderr,
          signal: stop.signal,
        });
        await spec.run?.(cli, input);
      },
    });
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const shown = error instanceof CommanderError ? usageErrorOf(error) : error;
    if (shown === undefined) return 0;
    if (stop.signal.aborted && !json) return 130;
    showError(shown, { json, env, stderr });
    return exitCodeOf(shown);
  }
}

/** Standard output that takes nothing more: a full disk behind `>`, a broken device. */
const unwritten = (error: NodeJS.ErrnoException): NearmostError =>
  new NearmostError(
    error.code === 'ENOSPC' ? 'disk_full' : 'internal',
    `The output could not be written: ${error.message}.`,
    { hint: 'Make room where the output goes, or write it elsewhere.', cause: error },
  );
