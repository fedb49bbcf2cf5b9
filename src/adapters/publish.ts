import { NearmostError } from '../contract/errors.ts';
import { signersOf } from './envelope.ts';
import { checkPackageFiles, type PackageFolder } from './package-folder.ts';
import type { Registry } from './registry.ts';

/**
 * Publishes a signed package. Returns the bytes that were sent.
 * @throws package_refused when it is unsigned, wrongly signed or expired, or the version is there with other content
 */
export async function publishPackage(registry: Registry, made: PackageFolder, now: number): Promise<number> {
  const { manifest, signatures } = made.envelope;
  const refuse = (why: string, hint: string): NearmostError =>
    new NearmostError('package_refused', `${manifest.name} ${manifest.version} was not published: ${why}.`, {
      hint,
    });
  if (signatures.length === 0 || signersOf(made.envelope).length < signatures.length)
    throw refuse('it is not signed, or was changed since', `Sign it: nearmost skill sign ${made.folder}`);
  if (Date.parse(manifest.expires) <= now)
    throw refuse(
      'it expired, so nobody would take it',
      'Pack it again with a higher version: nearmost skill pack <folder>',
    );
  await checkPackageFiles(made);
  return registry.publish(made);
}
