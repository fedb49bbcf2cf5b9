import { z } from 'zod';
import type { KeyInput } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { ownerOf } from './owner-of.ts';

const name = { error: 'must be the name of a provider: small letters, digits, "-" and "_"' };
const provider = z.string(name).regex(/^[a-z][\w-]{0,63}$/, name);
const address = { error: 'must be an address with http:// or https://' };
const added = z.object({
  provider,
  key: z.string({ error: 'must be a text' }).max(10_000, { error: 'is too long for a key' }),
  baseUrl: z
    .url({ protocol: /^https?$/, ...address })
    .max(2000, address)
    .optional(),
  model: z.string().min(1).max(256).optional(),
  label: z.enum(['public', 'personal'], { error: 'must be public or personal' }).optional(),
});
const removed = z.object({ provider });

/** `POST /admin/keys {provider, key, baseUrl?, model?, label?}`: stores a key; nothing ever tells it again. */
export const adminAddKey: Handler = async (exchange) => {
  const input = validate(added, await readJson(exchange));
  const settings = await ownerOf(exchange).settings();
  await settings.addKey(input as KeyInput);
  sendJson(exchange, 200, { provider: input.provider, stored: true });
};

/** `POST /admin/keys/remove {provider}` */
export const adminRemoveKey: Handler = async (exchange) => {
  const { provider } = validate(removed, await readJson(exchange));
  const settings = await ownerOf(exchange).settings();
  sendJson(exchange, 200, { provider, removed: await settings.removeKey(provider) });
};
