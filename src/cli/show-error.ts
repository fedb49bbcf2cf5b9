import { NearmostError } from '../contract/errors.ts';
import { createPaint, wantsColour } from './paint.ts';

/** Exit codes: 1 something failed, 2 the command line is wrong, 130 Ctrl-C. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  return NearmostError.isInstance(error) && error.code === 'cancelled' ? 130 : 1;
}

/** The command line itself is wrong; says what to type instead. */
export class UsageError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/** An error as people read it: what happened and why, then the next step. */
export function errorText(error: unknown, colour: boolean): string {
  const paint = createPaint(colour);
  if (error instanceof UsageError) return `${paint.red('error:')} ${error.message}\n${paint.dim(error.hint)}`;
  const known = NearmostError.from(error);
  const next = known.hint === '' ? '' : `\n${paint.dim('next:')}  ${known.hint}`;
  return `${paint.red('error:')} ${known.message}${next}`;
}

/** The same for programs: one line. */
export function errorJson(error: unknown): string {
  if (error instanceof UsageError)
    return JSON.stringify({
      error: { code: 'usage', message: error.message, hint: error.hint, retryable: false },
    });
  return JSON.stringify({ error: NearmostError.from(error) });
}

/** Writes an error to standard error. NEARMOST_DEBUG=1 adds where it came from. */
export function showError(
  error: unknown,
  options: { json: boolean; env: NodeJS.ProcessEnv; stderr: NodeJS.WriteStream },
): void {
  const { json, env, stderr } = options;
  const text = json ? errorJson(error) : errorText(error, wantsColour(env, stderr.isTTY));
  stderr.write(`${text}\n`);
  if (env['NEARMOST_DEBUG'] === '1' && !json && error instanceof Error) {
    stderr.write(`${error.stack ?? ''}\n`);
    if (error.cause instanceof Error) stderr.write(`caused by ${error.cause.stack ?? error.cause.message}\n`);
  }
}
