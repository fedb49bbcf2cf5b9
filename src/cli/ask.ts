import { NearmostError } from '../contract/errors.ts';

const stop = (): never => {
  throw new NearmostError('cancelled', 'Stopped; nothing was changed.', { hint: '' });
};

/** Asks for a secret without showing it. @param optional an empty answer is one too */
export async function askSecret(message: string, optional = false): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts');
  const validate = (text: string | undefined): string | undefined =>
    optional || text?.trim() ? undefined : 'It is empty.';
  const answer = await password({ message, validate });
  return isCancel(answer) ? stop() : (answer ?? '').trim();
}

/** Asks to choose one of several. */
export async function askChoice<T extends string>(
  message: string,
  choices: { value: T; label: string; hint?: string }[],
  initial: T,
): Promise<T> {
  const { isCancel, select } = await import('@clack/prompts');
  const answer = await select<string>({ message, options: choices, initialValue: initial });
  return isCancel(answer) ? stop() : (answer as T);
}
