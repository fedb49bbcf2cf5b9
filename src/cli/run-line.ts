import { CommanderError } from 'commander';
import { createCli } from './context.ts';
import { wantsColour } from './paint.ts';
import { createProgram, usageErrorOf } from './program.ts';
import { loadCommands } from './registry.ts';
import { exitCodeOf, showError } from './show-error.ts';
import { VERSION } from './version.ts';

/** Runs one command line to its end. @returns the exit code */
export async function runLine(argv: string[]): Promise<number> {
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
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    const program = createProgram(await loadCommands(argv), {
      version: VERSION,
      colour: colour && wantsColour(env, stdout.isTTY),
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
    const shown = error instanceof CommanderError ? usageErrorOf(error, argv) : error;
    if (shown === undefined) return 0;
    if (stop.signal.aborted && !json) return 130;
    showError(shown, { json, env, stderr });
    return exitCodeOf(shown);
  }
}
