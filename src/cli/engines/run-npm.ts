import { spawn } from 'node:child_process';
import { NearmostError } from '../../contract/errors.ts';

/** Runs npm with its words on standard error. @throws load_failed with its exit code */
export async function runNpm(
  { command, args, cwd }: { command: string; args: readonly string[]; cwd: string },
  signal: AbortSignal,
): Promise<void> {
  // npm is a script on Windows, which only a shell starts; nothing of the arguments comes from outside
  const shell = process.platform === 'win32';
  const child = spawn(command, args, { cwd, signal, shell, stdio: ['ignore', 2, 2] });
  const failed = (why: string): NearmostError =>
    new NearmostError('engine_missing', `npm did not install the package: ${why}.`, {
      hint: `Run it yourself in ${cwd}: ${command} ${args.join(' ')}`,
    });
  await new Promise<void>((done, fail) => {
    child.once('error', (error) => fail(failed(error.message)));
    child.once('close', (code) => (code === 0 ? done() : fail(failed(`exit code ${code}`))));
  });
}
