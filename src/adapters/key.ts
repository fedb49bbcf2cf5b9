import { createPublicKey, type KeyObject } from 'node:crypto';

/** A public key as people pass it on: it is its own name, so that nothing has to be looked up. */
const KEY_ID = /^ed25519:([\da-f]{64})$/;

/** The public key that an id names; undefined: it is no id of a key. */
export function publicKeyOf(id: string): KeyObject | undefined {
  const hex = KEY_ID.exec(id)?.[1];
  if (hex === undefined) return undefined;
  const x = Buffer.from(hex, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** The id of a key, private or public. @example 'ed25519:9f86d081...' */
export function keyId(key: KeyObject): string {
  const { x = '' } = key.export({ format: 'jwk' });
  return `ed25519:${Buffer.from(x, 'base64url').toString('hex')}`;
}
