import { NearmostError } from '../contract/errors.ts';
import type { Cli } from './context.ts';

/** Reads standard input to its end, without the blanks around it. Ctrl-C ends the wait. @throws cancelled */
export async function readStdin(cli: Cli): Promise<string> {
  const { stdin, signal } = cli;
  const leave = (): void => void stdin.destroy();
  signal.addEventListener('abort', leave, { once: true });
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array | string));
    return Buffer.concat(chunks).toString('utf8').trim();
  } catch (error) {
    if (signal.aborted)
      throw new NearmostError('cancelled', 'Stopped; nothing was changed.', { hint: '', cause: error });
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
