import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { NearmostError } from '../contract/errors.ts';
import { withLock } from '../store/lock.ts';
import { writeFileAtomic } from '../store/write-file.ts';
import type { Places } from './places.ts';

/**
 * The key of this owner; undefined: none was made yet.
 * @throws home_unusable when there is one that cannot be read: a new one would make strangers of all who trust it
 */
export function readOwnerKey({ key }: Pick<Places, 'key'>): KeyObject | undefined {
  try {
    const known: unknown = JSON.parse(readFileSync(key, 'utf8'));
    return createPrivateKey({ key: known as { kty: string }, format: 'jwk' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new NearmostError('home_unusable', `The signing key ${key} cannot be read.`, {
      hint: 'Put it back from a copy. To begin with a new key, move the file away: others must then trust the new one.',
      cause: error,
    });
  }
}

/** The key of this owner (0600), made at the first call. */
export function ownerKey(places: Pick<Places, 'key' | 'lock'>): KeyObject {
  return withLock(places.lock, () => {
    const known = readOwnerKey(places);
    if (known) return known;
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileAtomic(places.key, `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`);
    return privateKey;
  });
}
