import { NearmostError } from '../contract/errors.ts';
import type { Credentials } from './registries/credentials.ts';
import { folderRegistry } from './registries/folder.ts';
import { httpRegistry } from './registries/http.ts';
import type { Line } from './registries/line.ts';
import { ociRegistry } from './registries/oci.ts';
import type { Registry } from './registry.ts';

/**
 * Opens a registry by its address: `oci://host/path`, `https://host/path`, or the path of a folder.
 * @param credentials told to an OCI registry that asks for them, and to nobody else
 * @throws invalid_request for another kind of address
 */
export function openRegistry(address: string, line: Line, credentials?: Credentials): Registry {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) return folderRegistry(address);
  if ((scheme === 'https' || scheme === 'http') && URL.canParse(address)) return httpRegistry(address, line);
  if (scheme === 'oci' || scheme === 'oci+http') return ociRegistry(address, line, credentials);
  throw new NearmostError('invalid_request', `"${address.slice(0, 120)}" is no address of a registry.`, {
    param: 'registry',
    hint: 'Give https://<host>/<path>, oci://<host>/<path>, or a folder.',
  });
}
