import { NearmostError } from '../contract/errors.ts';

const stop = (): never => {
  throw new NearmostError('cancelled', 'Stopped; nothing was changed.');
};

/** Asks for a secret without showing it. */
export async function askSecret(message: string): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({ message, validate: (text) => (text?.trim() ? undefined : 'It is empty.') });
  return isCancel(answer) ? stop() : answer.trim();
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
