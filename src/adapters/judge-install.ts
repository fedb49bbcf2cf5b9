import { NearmostError } from '../contract/errors.ts';
import type { Manifest } from './manifest.ts';
import { currentOf, type SkillState } from './state.ts';
import { compareVersions } from './version.ts';

export interface InstallWish {
  manifest: Manifest;
  /** Content address of the manifest. */
  digest: string;
  /** What is installed of the skill; undefined: nothing. */
  state: SkillState | undefined;
  /** Milliseconds since 1970. */
  now: number;
  /** The owner named this version: an older one, or one turned back from, is then what is wanted. */
  asked: boolean;
}

/** Clocks differ by some hours. */
const CLOCK_MS = 86_400_000;

/**
 * Whether a signed package may take the place of what is installed: versions only go up unless the owner asks, one version
 * is one content, and what has expired is not taken. Decides alone.
 * @returns `already` when it serves, `skipped` when the owner turned back from it
 * @throws package_refused
 */
export function judgeInstall({
  manifest,
  digest,
  state,
  now,
  asked,
}: InstallWish): 'install' | 'already' | 'skipped' {
  const { name, version, created, expires } = manifest;
  const refuse = (why: string, hint: string): NearmostError =>
    new NearmostError('package_refused', `${name} ${version} was not taken: ${why}.`, { hint });
  const known = state?.versions.find((one) => one.version === version);
  if (known && known.digest !== digest)
    throw refuse(
      'another package with the same version is installed; one version must be one content',
      'Ask its publisher which one is right, and to give the other another version.',
    );
  if (state?.current === version && currentOf(state)?.digest === digest && !state.pending) return 'already';
  if (Date.parse(expires) <= now)
    throw refuse(
      `it expired on ${expires.slice(0, 10)}. Whoever shows you nothing newer may be holding you back`,
      `What is installed keeps serving. Ask its publisher for a newer version, or look elsewhere: nearmost skill pull ${name} --from <registry>`,
    );
  if (Date.parse(created) > now + CLOCK_MS)
    throw refuse(
      `it was made on ${created.slice(0, 10)}, which is still to come`,
      'Check the clock of this device.',
    );
  if (!state) return 'install';
  if (!asked && state.skipped.includes(version)) return 'skipped';
  if (!asked && compareVersions(version, state.seen) < 0)
    throw refuse(
      `this device had ${state.seen} already, and an older version may have faults that were mended since`,
      `If you want it: nearmost skill pull ${name}@${version}. Back to what was installed before: nearmost skill rollback ${name}`,
    );
  return 'install';
}
