import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tempHome } from '../store/testing/temp-home.ts';
import { readEnvelope, signEnvelope, signersOf, writeEnvelope, type Envelope } from './envelope.ts';
import { findSigner } from './find-signer.ts';
import { keyId } from './key.ts';
import { ownerKey } from './owner-key.ts';
import { openPlaces } from './places.ts';
import { sampleManifest } from './testing/sample-manifest.ts';
import { addTrust, covers, removeTrust, trustedKeys, type TrustedKey } from './trust.ts';

const acme = generateKeyPairSync('ed25519').privateKey;
const stranger = generateKeyPairSync('ed25519').privateKey;
const trust = (scopes: string[], key = acme): TrustedKey => ({
  key: keyId(key),
  name: 'acme',
  scopes,
  addedAt: 1,
});
const signed = signEnvelope({ manifest: sampleManifest() }, acme);

test('a signature holds for the manifest however it is laid out, and for no other', () => {
  const text = writeEnvelope(signed);
  const other = JSON.stringify(
    {
      signatures: signed.signatures,
      manifest: Object.fromEntries(Object.entries(signed.manifest).reverse()),
    },
    null,
    8,
  );
  for (const each of [text, other]) expect(signersOf(readEnvelope(each))).toEqual([keyId(acme)]);
  const changed = { ...signed, manifest: sampleManifest({ version: '1.0.1' }) };
  expect(signersOf(changed)).toEqual([]);
});

test('two may sign; signing again changes nothing for the other', () => {
  const both = signEnvelope(signEnvelope(signed, stranger), acme);
  expect(signersOf(both).toSorted()).toEqual([keyId(acme), keyId(stranger)].toSorted());
  expect(both.signatures).toHaveLength(2);
});

const refusals: [string, Envelope, TrustedKey[], RegExp, RegExp][] = [
  ['unsigned', { ...signed, signatures: [] }, [trust(['*'])], /nobody signed it/, /nearmost skill sign/],
  [
    'by a stranger',
    signEnvelope({ manifest: sampleManifest() }, stranger),
    [trust(['acme'])],
    /is not trusted/,
    /nearmost trust add ed25519:[\da-f]{64} --name <publisher> --scope acme/,
  ],
  [
    'outside the scope',
    signed,
    [trust(['beta', 'acme.titles'])],
    /is trusted for beta, acme.titles, not for acme.title/,
    /--scope beta,acme.titles,acme/,
  ],
  [
    'a changed part',
    { ...signed, manifest: sampleManifest({ licence: 'MIT' }) },
    [trust(['*'])],
    /changed after it was signed/,
    /Fetch it again/,
  ],
  [
    'a signature under another name',
    {
      ...signed,
      signatures: [
        {
          key: keyId(acme),
          signature: signEnvelope({ manifest: sampleManifest() }, stranger).signatures[0]?.signature ?? '',
        },
      ],
    },
    [trust(['*'])],
    /changed after/,
    /again/,
  ],
  [
    'a key that is none',
    { ...signed, signatures: [{ key: 'ed25519:00', signature: 'AA' }] },
    [trust(['*'])],
    /damaged/,
    /again/,
  ],
  [
    'one of two signatures wrong',
    { ...signed, signatures: [...signed.signatures, { key: keyId(stranger), signature: 'AAAA' }] },
    [trust(['*'])],
    /damaged/,
    /again/,
  ],
];
test.each(refusals)('refused: %s', (_, envelope, trusted, why, hint) => {
  expect(() => findSigner(envelope, trusted)).toThrow(
    expect.objectContaining({
      code: 'package_refused',
      message: expect.stringMatching(why) as string,
      hint: expect.stringMatching(hint) as string,
    }),
  );
});

test('a scope covers a name and what stands below it, not what begins alike', () => {
  expect(findSigner(signed, [trust(['acme'])]).name).toBe('acme');
  expect([covers('acme', 'acme'), covers('acme', 'acme.title'), covers('*', 'x')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([covers('acme', 'acmeevil'), covers('acme', 'acme-title'), covers('acme.title', 'acme')]).toEqual([
    false,
    false,
    false,
  ]);
});

test.each([
  ['no JSON', '{', /is no JSON/],
  ['no envelope', '{"manifest": 1}', /not a manifest with signatures/],
  ['more than that', '{"manifest": {}, "signatures": [], "run": 1}', /not a manifest with signatures/],
  ['a bomb', `{"x": "${'x'.repeat(600_000)}"}`, /longer than/],
  ['brackets', `{"manifest": ${'['.repeat(9000)}${']'.repeat(9000)}, "signatures": []}`, /nested deeper/],
  ['a poisoned name', '{"manifest": {"__proto__": {"name": "x"}}, "signatures": []}', /__proto__/],
])('no envelope: %s', (_, text, why) => {
  expect(() => readEnvelope(text)).toThrow(why);
});

test('the owner has one key, for their eyes only, and it may sign all', () => {
  const places = openPlaces(tempHome());
  expect(trustedKeys(places)).toEqual([]);
  const id = keyId(ownerKey(places));
  expect(keyId(ownerKey(places))).toBe(id);
  if (process.platform !== 'win32') expect(statSync(places.key).mode & 0o777).toBe(0o600);
  expect(trustedKeys(places)).toEqual([{ key: id, name: 'this device', scopes: ['*'], addedAt: null }]);
  writeFileSync(places.key, '{"half');
  expect(() => ownerKey(places)).toThrow(/cannot be read/);
  expect(readFileSync(places.key, 'utf8')).toBe('{"half');
});

test('keys are trusted and taken off the list; a list that cannot be read trusts nobody', () => {
  const places = openPlaces(tempHome());
  addTrust(places, trust(['acme']));
  addTrust(places, trust(['acme', 'beta']));
  expect(trustedKeys(places)).toEqual([trust(['acme', 'beta'])]);
  expect(() => addTrust(places, trust(['x'], stranger))).toThrow(/Another key is named acme/);
  expect(() => addTrust(places, { ...trust(['x']), key: 'ed25519:xyz' })).toThrow(/is no key/);
  expect(() => addTrust(places, trust(['Acme/*']))).toThrow(/is no name of a skill/);
  expect(() => addTrust(places, trust([]))).toThrow(/Which skills/);
  expect(() => addTrust(places, { ...trust(['x']), name: '\u001B[2J' })).toThrow(/name of a key holder/);
  expect(() => addTrust(places, { ...trust(['x']), name: 'this device' })).toThrow(/name of a key holder/);
  expect(() => removeTrust(places, 'nobody')).toThrow(/No trusted key is named "nobody"/);
  expect(removeTrust(places, 'acme').key).toBe(keyId(acme));
  expect(trustedKeys(places)).toEqual([]);
  writeFileSync(places.trust, '{"version": 1, "keys": [{}]}');
  expect(() => trustedKeys(places)).toThrow(expect.objectContaining({ code: 'package_refused' }));
  expect(() => addTrust(places, trust(['acme']))).toThrow(/nobody is trusted/);
});
