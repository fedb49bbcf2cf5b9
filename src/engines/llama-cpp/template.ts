import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { NearmostError } from '../../contract/errors.ts';
import { withTimeLimit } from './time-limit.ts';

/** By the clock on the wall: a machine that is busy with other work must not fail an honest template. */
const MOST_MS = 5000;
const MOST_CHARS = 8_000_000;
const MOST_STEPS_IN_RANGE = 100_000;

/** A chat template, ready to be filled in. */
export type Template = (values: Record<string, unknown>) => string;

function limitedRange(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!(count <= MOST_STEPS_IN_RANGE)) throw new Error(`range() of ${count} steps`);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

/** The few codes of `strftime` that templates use. */
function strftime(format: string, now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const name = (options: Intl.DateTimeFormatOptions): string => now.toLocaleDateString('en-US', options);
  const codes: Record<string, () => string> = {
    Y: () => String(now.getFullYear()),
    m: () => two(now.getMonth() + 1),
    d: () => two(now.getDate()),
    H: () => two(now.getHours()),
    M: () => two(now.getMinutes()),
    S: () => two(now.getSeconds()),
    b: () => name({ month: 'short' }),
    B: () => name({ month: 'long' }),
    a: () => name({ weekday: 'short' }),
    A: () => name({ weekday: 'long' }),
  };
  return format.replace(/%([A-Za-z])/g, (whole, code: string) => codes[code]?.() ?? whole);
}

/**
 * Compiles a chat template. A template is code from the model file: it runs in an interpreter that has no objects of the
 * host, for at most a second, and may write 8 MB.
 * @throws NearmostError `invalid_model_file` when it cannot be read
 */
export function compileTemplate(source: string): Template {
  let program: ReturnType<typeof parse>;
  try {
    program = withTimeLimit(MOST_MS, () =>
      parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true })),
    );
  } catch (error) {
    throw new NearmostError(
      'invalid_model_file',
      `The model's chat template cannot be read: ${words(error)}.`,
    );
  }
  return (values) => {
    const environment = new Environment();
    const globals: Record<string, unknown> = {
      true: true,
      false: false,
      none: null,
      True: true,
      False: false,
      None: null,
      range: limitedRange,
      strftime_now: strftime,
      raise_exception: (message: unknown) => {
        throw new Error(String(message));
      },
      ...values,
    };
    for (const [name, value] of Object.entries(globals)) environment.set(name, value);
    const text = withTimeLimit(MOST_MS, () => new Interpreter(environment).run(program).value);
    if (typeof text !== 'string' || text.length > MOST_CHARS) throw new Error('the text is too long');
    return text;
  };
}

/** The message of a thrown value, without a full stop. */
export const words = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
