import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { NearmostError } from '../contract/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { keyId, publicKeyOf } from './key.ts';
import { checkManifest, MOST_MANIFEST_BYTES, type Manifest } from './manifest.ts';

/** A manifest with the signatures over it: the file `skill.json` of a package. */
export interface Envelope {
  readonly manifest: Manifest;
  readonly signatures: readonly { readonly key: string; readonly signature: string }[];
}

/** Name of the envelope's file. */
export const ENVELOPE_FILE = 'skill.json';
/** Longest envelope, in bytes; room for any layout of the manifest. */
export const MOST_ENVELOPE_BYTES: number = 2 * MOST_MANIFEST_BYTES;

const MOST_SIGNATURES = 16;
const shape = z.strictObject({
  manifest: z.unknown(),
  signatures: z
    .array(z.strictObject({ key: z.string().max(100), signature: z.string().max(100) }))
    .max(MOST_SIGNATURES),
});

/** What is signed: the purpose, so that a signature for this is good for nothing else, and the canonical manifest. */
const signedBytes = (manifest: Manifest): Buffer =>
  Buffer.from(`nearmost-skill-1\n${canonicalJson(manifest)}`);

/** Content address of a manifest: sha256 of its canonical form, in hex. */
export const manifestDigest = (manifest: Manifest): string =>
  createHash('sha256').update(canonicalJson(manifest)).digest('hex');

/** @throws invalid_package for a text that is no envelope, or too long */
export function readEnvelope(text: string): Envelope {
  const damaged = (why: string): NearmostError =>
    new NearmostError('invalid_package', `${ENVELOPE_FILE} ${why}.`);
  if (Buffer.byteLength(text) > MOST_ENVELOPE_BYTES)
    throw damaged(`is longer than ${MOST_ENVELOPE_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged('is no JSON');
  }
  const { data } = shape.safeParse(value);
  if (!data) throw damaged('is not a manifest with signatures');
  canonicalJson(data.manifest); // refuses what has no one form, before anything reads it
  return { manifest: checkManifest(data.manifest), signatures: data.signatures };
}

/** The file of an envelope. */
export const writeEnvelope = ({ manifest, signatures }: Envelope): string =>
  `${canonicalJson({ manifest, signatures })}\n`;

/** The envelope with one more signature; an older one of the same key goes. */
export function signEnvelope(
  { manifest, signatures }: Pick<Envelope, 'manifest'> & Partial<Envelope>,
  key: KeyObject,
): Envelope {
  const id = keyId(key);
  const signature = sign(null, signedBytes(manifest), key).toString('base64');
  const others = (signatures ?? []).filter((one) => one.key !== id);
  return { manifest, signatures: [...others, { key: id, signature }] };
}

/** The keys whose signatures hold. What is no key, or no signature of it, holds nothing. */
export function signersOf({ manifest, signatures }: Envelope): string[] {
  const bytes = signedBytes(manifest);
  const holding = signatures.filter(({ key, signature }) => {
    const known = publicKeyOf(key);
    return known !== undefined && verify(null, bytes, known, Buffer.from(signature, 'base64'));
  });
  return [...new Set(holding.map(({ key }) => key))];
}
