import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomLlama } from '../../../kit/gguf/testing/random-llama.ts';

/** A user's home with models of other programs in it, laid out as those programs do. */
export interface ForeignHome {
  folder: string;
  put(path: string, content: string | Uint8Array): string;
  /** Names a blob in Ollama's folder, or in another that has its layout. */
  ollama(name: string, digest: string, size: number, root?: string): void;
  /** A file of a repository in the hub's cache, as a link to its blob. */
  hub(repo: string, file: string, content: Uint8Array, options?: { cache?: string; commit?: string }): string;
  remove(): void;
}

export const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A small model; another seed gives other bytes. */
export const model = (seed: number): Uint8Array => randomLlama({ seed });

/** Makes an empty home. */
export function foreignHome(): ForeignHome {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-found-'));
  const put = (path: string, content: string | Uint8Array): string => {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  };
  return {
    folder,
    put,
    ollama(name, digest, size, root = '.ollama/models') {
      const layers = [
        { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest}`, size },
        { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${'a'.repeat(64)}`, size: 3 },
      ];
      const config = {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        digest: 'sha256:0',
        size: 1,
      };
      const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
      put(`${root}/manifests/${name}`, JSON.stringify({ schemaVersion: 2, mediaType, config, layers }));
    },
    hub(repo, file, content, { cache = '.cache/huggingface/hub', commit = 'c'.repeat(40) } = {}) {
      const root = `${cache}/models--${repo.replace('/', '--')}`;
      const blob = put(`${root}/blobs/${digestOf(content)}`, content);
      put(`${root}/refs/main`, commit);
      const link = join(folder, root, 'snapshots', commit, file);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(blob, link);
      return blob;
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 8 }),
  };
}
