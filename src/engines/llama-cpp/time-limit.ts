import { Script } from 'node:vm';

const KEY = Symbol.for('nearmost.time-limit');
const script = new Script(`globalThis[Symbol.for('nearmost.time-limit')]()`);

/**
 * Runs synchronous code that came with a model or a request (a template, a regular expression) and ends it after `ms`.
 * @throws Error with code `ERR_SCRIPT_EXECUTION_TIMEOUT` at the limit
 */
export function withTimeLimit<T>(ms: number, work: () => T): T {
  let result: { value: T } | undefined;
  const holder = globalThis as unknown as Record<symbol, (() => void) | undefined>;
  holder[KEY] = () => {
    result = { value: work() };
  };
  try {
    script.runInThisContext({ timeout: ms });
  } finally {
    delete holder[KEY];
  }
  if (!result) throw new Error('The work did not end.');
  return result.value;
}
