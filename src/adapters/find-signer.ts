import { NearmostError } from '../contract/errors.ts';
import { signersOf, type Envelope } from './envelope.ts';
import { covers, type TrustedKey } from './trust.ts';

/**
 * The trusted key that signed a package and may sign skills of its name. Decides alone: reads no file, asks nobody.
 * @throws package_refused for a package that nobody signed, with a wrong signature, or by keys that are not trusted for it
 */
export function findSigner(envelope: Envelope, trusted: readonly TrustedKey[]): TrustedKey {
  const { manifest, signatures } = envelope;
  const { name, version } = manifest;
  const refuse = (why: string, hint: string): NearmostError =>
    new NearmostError('package_refused', `${name} ${version} was not taken: ${why}.`, { hint });
  if (signatures.length === 0)
    throw refuse(
      'nobody signed it',
      'If it is your own: nearmost skill sign <folder>. Else ask its publisher to sign it.',
    );
  const holding = signersOf(envelope);
  if (holding.length < signatures.length)
    throw refuse(
      'a signature does not belong to its content: it was changed after it was signed, or its signature is damaged',
      'Fetch it again; if it fails twice, ask its publisher.',
    );
  const known = trusted.filter(({ key }) => holding.includes(key));
  const signer = known.find(({ scopes }) => scopes.some((scope) => covers(scope, name)));
  if (signer) return signer;
  const scope = name.split('.')[0] ?? name;
  const [first] = known;
  if (first)
    throw refuse(
      `${first.name} is trusted for ${first.scopes.join(', ')}, not for ${name}`,
      `If it may sign it: nearmost trust add ${first.key} --name "${first.name}" --scope ${[...first.scopes, scope].join(',')}`,
    );
  throw refuse(
    `its signer ${holding[0]} is not trusted`,
    `Compare the key with its publisher's, then: nearmost trust add ${holding[0]} --name <publisher> --scope ${scope}`,
  );
}
