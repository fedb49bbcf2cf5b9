import { NearmostError } from '../contract/errors.ts';
import type { Manifest, PackageFile, Variant } from './manifest.ts';

/** What decides which variant is taken. */
export interface VariantDevice {
  /** Engines that could run it. */
  readonly engines: readonly string[];
  readonly memoryBytes: number;
}

/** The first variant that the device can run. @throws package_refused */
export function chooseVariant(
  { name, version, variants }: Pick<Manifest, 'name' | 'version' | 'variants'>,
  { engines, memoryBytes }: VariantDevice,
): Variant {
  const found = variants.find((one) => engines.includes(one.engine) && (one.memoryBytes ?? 0) <= memoryBytes);
  if (found) return found;
  const runs = variants.filter(({ engine }) => engines.includes(engine));
  const why =
    runs.length === 0
      ? `its variants need ${[...new Set(variants.map(({ engine }) => engine))].join(' or ')}`
      : `its smallest variant needs ${Math.min(...runs.map((one) => one.memoryBytes ?? 0))} bytes of memory`;
  throw new NearmostError(
    'package_refused',
    `${name} ${version} was not taken: ${why}, which this device lacks.`,
    {
      hint: 'See what this device has: nearmost doctor',
    },
  );
}

/** The files that a variant needs: its own, and those that belong to no variant. */
export function filesOf(
  { files, variants }: Pick<Manifest, 'files' | 'variants'>,
  variant: Variant,
): PackageFile[] {
  const others = new Set(variants.map(({ file }) => file).filter((file) => file !== variant.file));
  return files.filter(({ name }) => !others.has(name));
}
