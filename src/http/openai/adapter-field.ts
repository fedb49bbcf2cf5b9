import { z } from 'zod';
import { NearmostError } from '../../contract/index.ts';

const words = {
  error: 'must be the name of a skill of the base, such as "title"; a path is not taken from outside',
};

/** `adapter`: a skill that is installed for the local model in `model`, by its name or its whole id. */
export const adapterField = z
  .string(words)
  .max(200, words)
  .regex(/^[\w.-]*[\w-](?:\+[\w.-]*[\w-])?$/, words)
  .nullish();

/**
 * The model that a base with an adapter is: `local/house` and `title` are `local/house+title`.
 * @throws NearmostError invalid_request when no one local base is named
 */
export function withAdapter(model: string, adapter: string | null | undefined): string {
  if (adapter == null) return model;
  const base = /^local\/([^+]+)(?:\+(.+))?$/.exec(model);
  const full = adapter.includes('+') ? adapter : `${base?.[1] ?? ''}+${adapter}`;
  if (!base)
    throw new NearmostError('invalid_request', `An adapter belongs on one base, and "${model}" names none.`, {
      param: 'adapter',
      hint: `Send "model": "local/<base>" with it, or leave "adapter" out and send "model": "local/<base>+<adapter>".`,
    });
  if (full !== `${base[1]}+${base[2] ?? full.slice(full.indexOf('+') + 1)}`)
    throw new NearmostError('invalid_request', `"${adapter}" is no adapter of "${model}".`, {
      param: 'adapter',
      hint: 'Send the base that it belongs on: nearmost ls',
    });
  return `local/${full}`;
}
