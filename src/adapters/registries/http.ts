import { NearmostError } from '../../contract/errors.ts';
import { MOST_ENVELOPE_BYTES, readEnvelope } from '../envelope.ts';
import type { Registry } from '../registry.ts';
import { layout, MOST_LIST_BYTES, noRelease, readVersions } from './layout.ts';
import { getBytes, getFile, getText, type Line } from './line.ts';

/** A registry folder behind a web server: static files, to read only. @param address `https://host/path` */
export function httpRegistry(address: string, line: Line): Registry {
  const root = address.replace(/\/+$/, '');
  return {
    address: root,
    async versions(name) {
      const url = `${root}/${layout.versions(name)}`;
      const found = await getText(line, url, MOST_LIST_BYTES);
      return found ? readVersions(found.text, url) : [];
    },
    async envelope(release) {
      const found = await getText(line, `${root}/${layout.envelope(release)}`, MOST_ENVELOPE_BYTES);
      if (!found) throw noRelease(release, root);
      return readEnvelope(found.text);
    },
    fetchFile: (_, file, part) => getFile(line, `${root}/${layout.blob(file.sha256)}`, file, part),
    async fetchDelta(_, between, mostBytes) {
      return (await getBytes(line, `${root}/${layout.delta(between)}`, mostBytes))?.bytes;
    },
    publish: () =>
      Promise.reject(
        new NearmostError('unsupported', `${root} is a web address that is only read.`, {
          hint: 'Publish into the folder that it serves: nearmost skill publish <folder> --to <folder>. Or use an OCI registry: --to oci://<host>/<path>',
        }),
      ),
  };
}
