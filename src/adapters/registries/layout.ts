import { NearmostError } from '../../contract/errors.ts';
import { VERSION } from '../version.ts';
import type { Delta, Release } from '../registry.ts';

/** Longest list of versions, in bytes. */
export const MOST_LIST_BYTES: number = 2 ** 20;

/** Paths of the plain layout, the same in a folder and below a web address. */
export const layout = {
  versions: (name: string): string => `${name}/versions.json`,
  envelope: ({ name, version }: Release): string => `${name}/${version}/skill.json`,
  blob: (sha256: string): string => `blobs/${sha256}`,
  delta: ({ from, to }: Omit<Delta, 'bytes'>): string => `deltas/${from}-${to}`,
};

/** @throws invalid_package for a text that is no list of versions */
export function readVersions(text: string, where: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' && VERSION.test(one)))
    return value as string[];
  throw new NearmostError('invalid_package', `${where} is no list of versions.`, {
    hint: 'Check the address: a registry has <skill>/versions.json, as nearmost skill publish writes it.',
  });
}

export const noRelease = ({ name, version }: Release, where: string): NearmostError =>
  new NearmostError('not_found', `${where} has no ${name} ${version}.`, {
    param: 'version',
    hint: `Take the newest one: nearmost skill pull ${name} --from ${where}`,
  });
