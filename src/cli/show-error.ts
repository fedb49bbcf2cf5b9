import { NearmostError } from '../contract/errors.ts';
import { columnsOf } from './context.ts';
import { createPaint, wantsColour, type Paint } from './paint.ts';
import { visible, wrap } from './text.ts';

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

/** An error as people read it: what happened and why, then the next step; what steers a terminal is left out. @param columns absent: lines are not broken */
export function errorText(error: unknown, paint: Paint, columns = Number.POSITIVE_INFINITY): string {
  const lines = (title: string, text: string): string =>
    wrap(`${title} ${visible(text)}`, columns).replace(title, paint.red(title));
  if (error instanceof UsageError)
    return `${lines('error:', error.message)}\n${paint.dim(visible(error.hint))}`;
  const known = NearmostError.from(error);
  const next = known.hint === '' ? '' : `\n${paint.dim(wrap(`next: ${visible(known.hint)}`, columns))}`;
  return `${lines('error:', known.message)}${next}`;
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
  const paint = createPaint(wantsColour(env, stderr.isTTY));
  const text = json
    ? errorJson(error)
    : errorText(error, paint, stderr.isTTY ? columnsOf(stderr, env) : undefined);
  stderr.write(`${text}\n`);
  if (env['NEARMOST_DEBUG'] === '1' && !json && error instanceof Error) {
    stderr.write(`${visible(error.stack ?? '')}\n`);
    if (error.cause instanceof Error)
      stderr.write(`caused by ${visible(error.cause.stack ?? error.cause.message)}\n`);
  }
}
