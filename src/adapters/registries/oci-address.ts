import { NearmostError } from '../../contract/errors.ts';

/** An OCI registry as people write it. */
export interface OciAddress {
  /** `https://host` */
  readonly origin: string;
  /** Path below which the skills stand; `''` for none. */
  readonly prefix: string;
}

/** Parts of a repository's name, as the distribution specification has them. */
const PART = /^[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*$/;

/**
 * Reads `oci://host/path`; `oci+http://` is for a registry without encryption, on this machine or a network of one's own.
 * @throws invalid_request
 */
export function readOciAddress(address: string): OciAddress {
  const [, plain, rest = ''] = /^oci(\+http)?:\/\/(.+)$/i.exec(address) ?? [];
  const [host = '', ...parts] = rest.replace(/\/+$/, '').split('/');
  const origin = `${plain === undefined ? 'https' : 'http'}://${host.toLowerCase()}`;
  const sound = /^[\w.[\]:-]+$/.test(host) && URL.canParse(origin) && parts.every((part) => PART.test(part));
  if (!sound)
    throw new NearmostError(
      'invalid_request',
      `"${address.slice(0, 120)}" is no address of an OCI registry.`,
      {
        param: 'registry',
        hint: 'It is oci://<host>/<path> in small letters, as oci://ghcr.io/acme/skills',
      },
    );
  return { origin: new URL(origin).origin, prefix: parts.join('/') };
}
