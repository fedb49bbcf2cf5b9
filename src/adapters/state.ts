import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NearmostError } from '../contract/errors.ts';
import { tryLock } from '../store/lock.ts';
import { writeFileAtomic } from '../store/write-file.ts';
import { SKILL_NAME } from './skill-name.ts';
import type { Places } from './places.ts';
import { VERSION } from './version.ts';

const version = z.string().regex(VERSION);
const installed = z.object({
  version,
  /** Content address of its manifest. */
  digest: z.string().regex(/^[\da-f]{64}$/),
  variant: z.string(),
  /** Who signed it, by key and by the name given then. */
  signer: z.object({ key: z.string(), name: z.string() }),
  /** The envelope as it was verified: what serves can be checked again at any time. */
  envelope: z.string(),
  /** Id of the model it serves as. */
  model: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
});
const state = z.object({
  format: z.literal(1),
  name: z.string().regex(SKILL_NAME),
  /** Registry or folder that it came from last. */
  source: z.string(),
  /** Hosts that the registry may point to for bytes. */
  hosts: z.array(z.string()),
  /** The highest version ever installed: older ones are only taken when the owner asks. */
  seen: version,
  /** The version that serves. */
  current: version,
  /** Versions that the owner turned back from. */
  skipped: z.array(version),
  /** The last ones, oldest first: what can be gone back to. */
  versions: z.array(installed).min(1),
  /** True while the version that serves may not be in its place yet. */
  pending: z.boolean(),
});

/** One installed version of a skill. */
export type InstalledVersion = z.infer<typeof installed>;
/** What is installed of one skill. */
export type SkillState = z.infer<typeof state>;

/** Versions that are kept, so that one can go back without the network. */
export const KEPT_VERSIONS = 3;

const fileOf = ({ installed: folder }: Pick<Places, 'installed'>, name: string): string => {
  if (!SKILL_NAME.test(name))
    throw new NearmostError('invalid_request', `"${name.slice(0, 80)}" is no name of a skill.`, {
      param: 'name',
      hint: 'See what is installed: nearmost skill list',
    });
  return join(folder, `${name}.json`);
};

/** @throws home_unusable when the file is damaged; the model it told of keeps serving */
export function readState(places: Pick<Places, 'installed'>, name: string): SkillState | undefined {
  const path = fileOf(places, name);
  try {
    return state.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new NearmostError('home_unusable', `What is known of the installed skill ${name} cannot be read.`, {
      hint: `Forget it, then install it again: nearmost skill remove ${name}`,
      cause: error,
    });
  }
}

/** The version that serves. */
export const currentOf = ({ versions, current }: SkillState): InstalledVersion | undefined =>
  versions.find((one) => one.version === current);

export const writeState = (places: Pick<Places, 'installed'>, known: SkillState): void =>
  writeFileAtomic(fileOf(places, known.name), `${JSON.stringify(known)}\n`);

export const removeState = (places: Pick<Places, 'installed'>, name: string): void =>
  rmSync(fileOf(places, name), { force: true });

/** Names of installed skills. */
export const installedNames = ({ installed: folder }: Pick<Places, 'installed'>): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((name) => SKILL_NAME.test(name))
    .sort();

/**
 * Runs `work` while no other process changes this skill. Unlike the lock of the folder it may be held for as long as a
 * download takes.
 * @throws overloaded when another one is at it
 */
export async function withSkill<T>(
  places: Pick<Places, 'installed'>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const free = tryLock(fileOf(places, name).replace(/json$/, 'lock'));
  if (!free)
    throw new NearmostError('overloaded', `Another process is installing ${name} just now.`, {
      hint: 'Try again when it has ended.',
    });
  try {
    return await work();
  } finally {
    free();
  }
}
