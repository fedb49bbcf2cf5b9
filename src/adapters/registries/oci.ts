import { createHash } from 'node:crypto';
import { z } from 'zod';
import { NearmostError } from '../../contract/errors.ts';
import { discard } from '../../store/open-source.ts';
import { MOST_ENVELOPE_BYTES, readEnvelope, writeEnvelope, type Envelope } from '../envelope.ts';
import type { PackageFolder } from '../package-folder.ts';
import type { Delta, Registry, Release } from '../registry.ts';
import { VERSION } from '../version.ts';
import { withCredentials, type Credentials } from './credentials.ts';
import { sameOrRefuse } from './folder.ts';
import { MOST_LIST_BYTES, noRelease } from './layout.ts';
import { getBytes, getFile, getText, refusedBy, type Line } from './line.ts';
import { readOciAddress } from './oci-address.ts';
import { sender, uploadBlob, withFile, type Upload } from './oci-upload.ts';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const ENVELOPE = 'application/vnd.nearmost.skill.v1+json';
const FILE = 'application/vnd.nearmost.skill.file.v1';
const DELTA = 'application/vnd.nearmost.skill.delta.v1';
const [FROM, TO] = ['dev.nearmost.delta.from', 'dev.nearmost.delta.to'];
const MOST_MANIFEST_BYTES = 2 ** 20;
const MOST_PAGES = 50;

const descriptor = z.looseObject({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[\da-f]{64}$/),
  size: z.int().min(0),
  annotations: z.record(z.string(), z.string()).optional(),
});
const image = z.looseObject({ config: descriptor, layers: z.array(descriptor) });
const tagList = z.looseObject({ tags: z.array(z.string()).nullish() });

function parse<T>(text: string, shape: z.ZodType<T>, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const { data } = shape.safeParse(value);
  if (data === undefined)
    throw new NearmostError('invalid_package', `${what} is not what an OCI registry gives.`);
  return data;
}

const digestOf = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Bytes in memory, to be sent. */
const uploadOf = (bytes: Uint8Array): Upload => ({
  digest: digestOf(bytes),
  bytes: bytes.length,
  read: (from, length) => bytes.subarray(from, from + length),
});

/**
 * An OCI distribution registry, as clouds, forges and `docker-registry` have them. A skill is a repository, a version a
 * tag; the envelope is the config, the files are layers.
 */
export function ociRegistry(address: string, plain: Line, credentials: Credentials | undefined): Registry {
  const { origin, prefix } = readOciAddress(address);
  const line: Line = {
    ...plain,
    egress: withCredentials({ egress: plain.egress, origin, hosts: plain.hosts, credentials }),
  };
  const { host } = new URL(origin);
  const repository = (name: string): string => `${origin}/v2/${prefix === '' ? '' : `${prefix}/`}${name}`;

  async function versions(name: string): Promise<string[]> {
    const tags: string[] = [];
    let url: string | undefined = `${repository(name)}/tags/list`;
    for (let page = 0; url !== undefined; page++) {
      if (page >= MOST_PAGES)
        throw new NearmostError('invalid_package', `${host} lists more than ${MOST_PAGES} pages of tags.`);
      const found = await getText(line, url, MOST_LIST_BYTES);
      if (!found) break;
      tags.push(...(parse(found.text, tagList, `The list of tags of ${host}`).tags ?? []));
      const next: string | undefined = /<([^>]+)>\s*;\s*rel="?next"?/.exec(found.headers['link'] ?? '')?.[1];
      url =
        next !== undefined && URL.canParse(next, origin) && new URL(next, origin).origin === origin
          ? new URL(next, origin).href
          : undefined;
    }
    return tags.filter((tag) => VERSION.test(tag));
  }

  async function imageOf({ name, version }: Release): Promise<z.infer<typeof image> | undefined> {
    const url = `${repository(name)}/manifests/${version}`;
    const found = await getText(line, url, MOST_MANIFEST_BYTES, { accept: IMAGE });
    return found && parse(found.text, image, `${name} ${version} at ${host}`);
  }

  async function find(release: Release): Promise<Envelope | undefined> {
    const { name, version } = release;
    const { config } = (await imageOf(release)) ?? {};
    if (!config) return undefined;
    if (config.mediaType !== ENVELOPE)
      throw new NearmostError(
        'invalid_package',
        `${name} ${version} at ${host} is no skill but ${config.mediaType.slice(0, 80)}.`,
      );
    const text = await getText(line, `${repository(name)}/blobs/${config.digest}`, MOST_ENVELOPE_BYTES);
    return text && readEnvelope(text.text);
  }

  async function sendManifest(
    { envelope }: PackageFolder,
    config: string,
    deltas: readonly Delta[],
  ): Promise<void> {
    const { name, version, files } = envelope.manifest;
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: IMAGE,
      config: { mediaType: ENVELOPE, digest: digestOf(config), size: Buffer.byteLength(config) },
      layers: [
        ...files.map((file) => ({
          mediaType: FILE,
          digest: `sha256:${file.sha256}`,
          size: file.bytes,
          annotations: { 'org.opencontainers.image.title': file.name },
        })),
        ...deltas.map(({ from, to, bytes }) => ({
          mediaType: DELTA,
          digest: digestOf(bytes),
          size: bytes.length,
          annotations: { [FROM]: from, [TO]: to },
        })),
      ],
    });
    const url = `${repository(name)}/manifests/${version}`;
    const answer = await sender(line)(url, { method: 'PUT', headers: { 'content-type': IMAGE }, body });
    await discard(answer);
    if (answer.status !== 201) throw refusedBy(host, answer.status);
  }

  return {
    address,
    versions,
    async envelope(release) {
      const found = await find(release);
      if (!found) throw noRelease(release, address);
      return found;
    },
    fetchFile: ({ name }, file, part) =>
      getFile(line, `${repository(name)}/blobs/sha256:${file.sha256}`, file, part),
    async fetchDelta(release, { from, to }, mostBytes) {
      const layer = (await imageOf(release))?.layers.find(
        ({ mediaType, annotations = {} }) =>
          mediaType === DELTA && annotations[FROM] === from && annotations[TO] === to,
      );
      if (!layer) return undefined;
      return (await getBytes(line, `${repository(release.name)}/blobs/${layer.digest}`, mostBytes))?.bytes;
    },
    async publish(made, deltas) {
      const { manifest } = made.envelope;
      const known = await find(manifest);
      if (known) sameOrRefuse(writeEnvelope(known), made, address);
      const config = writeEnvelope(made.envelope);
      const to = repository(manifest.name);
      let sent = 0;
      for (const file of manifest.files)
        sent += await withFile(made.path(file.name), (read) =>
          uploadBlob(line, to, { digest: `sha256:${file.sha256}`, bytes: file.bytes, read }),
        );
      for (const { bytes } of deltas) sent += await uploadBlob(line, to, uploadOf(bytes));
      sent += await uploadBlob(line, to, uploadOf(Buffer.from(config)));
      await sendManifest(made, config, deltas);
      return sent;
    },
  };
}
