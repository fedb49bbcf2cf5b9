import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { NearmostError } from '../contract/errors.ts';
import { withLock } from '../store/lock.ts';
import { writeFileAtomic } from '../store/write-file.ts';
import { keyId, publicKeyOf } from './key.ts';
import { SKILL_NAME } from './skill-name.ts';
import { readOwnerKey } from './owner-key.ts';
import type { Places } from './places.ts';

/** A key whose packages are taken. */
export interface TrustedKey {
  /** `ed25519:` and 64 hexadecimal digits. */
  readonly key: string;
  /** What the owner calls its holder. */
  readonly name: string;
  /** Skills it may sign: a name with all names below it (`acme` covers `acme.title`), or `*` for all. */
  readonly scopes: readonly string[];
  /** Milliseconds since 1970; null for the owner's own key. */
  readonly addedAt: number | null;
}

/** What the owner's own key is called. */
const OWN = 'this device';

const trusted = z.object({
  key: z.string().refine((id) => publicKeyOf(id) !== undefined),
  name: z.string().min(1),
  scopes: z.array(z.string()).min(1).readonly(),
  addedAt: z.number().nullable(),
});
const shape = z.object({ version: z.literal(1), keys: z.array(trusted) });

/** Whether a scope covers a skill: the very name, or what stands below it after a dot. */
export const covers = (scope: string, skill: string): boolean =>
  scope === '*' || skill === scope || skill.startsWith(`${scope}.`);

function stored(file: string): TrustedKey[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unreadable(file, error);
  }
  try {
    return shape.parse(JSON.parse(text)).keys;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** A policy that cannot be read trusts nobody. */
const unreadable = (file: string, cause: unknown): NearmostError =>
  new NearmostError(
    'package_refused',
    `The list of trusted keys ${file} cannot be read, so nobody is trusted.`,
    {
      hint: 'Put it back from a copy, or move it away and trust your publishers anew: nearmost trust add <key>',
      cause,
    },
  );

/** The trusted keys; the owner's own key, once it was made, is the first and may sign all. @throws package_refused */
export function trustedKeys(places: Pick<Places, 'trust' | 'key'>): TrustedKey[] {
  const own = readOwnerKey(places);
  const others = stored(places.trust);
  return own ? [{ key: keyId(own), name: OWN, scopes: ['*'], addedAt: null }, ...others] : others;
}

const refuse = (message: string, param: string, hint: string): NearmostError =>
  new NearmostError('invalid_request', message, { param, hint });

function checkAddition({ key, name, scopes }: Omit<TrustedKey, 'addedAt'>): void {
  if (publicKeyOf(key) === undefined)
    throw refuse(
      `"${key.slice(0, 80)}" is no key.`,
      'key',
      'A key is ed25519: and 64 hexadecimal digits; its holder sees it with: nearmost trust list',
    );
  if (name === OWN || !/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,79}$/u.test(name))
    throw refuse(
      `The name of a key holder is 1 to 80 letters, digits and spaces, and not "${OWN}".`,
      'name',
      'Name it: --name acme',
    );
  const odd = scopes.find((scope) => scope !== '*' && !SKILL_NAME.test(scope));
  if (odd !== undefined || scopes.length === 0)
    throw refuse(
      odd === undefined ? 'Which skills may this key sign?' : `"${odd.slice(0, 80)}" is no name of a skill.`,
      'scope',
      'Name a beginning: --scope acme covers acme and acme.title; --scope "*" covers all skills',
    );
}

/** Trusts a key, or changes what is known of it. @throws invalid_request, package_refused */
export function addTrust(places: Pick<Places, 'trust' | 'lock'>, addition: TrustedKey): TrustedKey {
  checkAddition(addition);
  return withLock(places.lock, () => {
    const others = stored(places.trust).filter(({ key }) => key !== addition.key);
    const same = others.find(({ name }) => name === addition.name);
    if (same)
      throw refuse(
        `Another key is named ${addition.name}.`,
        'name',
        `Take that one away first: nearmost trust remove ${addition.name}`,
      );
    write(places.trust, [...others, addition]);
    return addition;
  });
}

/** Takes trust away from a key, given by itself or by its holder's name. What it signed and is installed stays. */
export function removeTrust(places: Pick<Places, 'trust' | 'lock'>, nameOrKey: string): TrustedKey {
  return withLock(places.lock, () => {
    const keys = stored(places.trust);
    const found = keys.find(({ key, name }) => key === nameOrKey || name === nameOrKey);
    if (!found)
      throw refuse(
        `No trusted key is named "${nameOrKey.slice(0, 80)}".`,
        'key',
        'See whom you trust: nearmost trust list',
      );
    write(
      places.trust,
      keys.filter((one) => one !== found),
    );
    return found;
  });
}

const write = (file: string, keys: readonly TrustedKey[]): void =>
  writeFileAtomic(file, `${JSON.stringify({ version: 1, keys }, null, 2)}\n`);
