import { basename, join } from 'node:path';
import { filesBelow, namesIn, realFile } from './folder.ts';
import type { Candidate, FoundIn } from './found-model.ts';

/**
 * Models in a cache of the hub: `models--owner--repo/snapshots/<commit>/file.gguf`, links to blobs that are named by
 * sha256. The same bytes in two snapshots are one model.
 */
export function hubModels(folder: string, program: FoundIn = 'hugging-face'): Candidate[] {
  const repositories = namesIn(folder).filter((name) => name.startsWith('models--'));
  return repositories.flatMap((repository) => {
    const repo = repository.slice('models--'.length).split('--').join('/');
    const root = join(folder, repository, 'snapshots');
    const byFile = new Map<string, Candidate>();
    for (const parts of filesBelow(root, 6)) {
      const [, ...file] = parts;
      if (!/\.gguf$/i.test(file.at(-1) ?? '')) continue;
      const named = { name: `${repo}/${file.join('/')}`, in: program };
      const path = realFile(join(root, ...parts));
      if (path === undefined) {
        if (!byFile.has(named.name))
          byFile.set(named.name, {
            ...named,
            problem: 'its file was not fetched to the end, or was removed',
          });
        continue;
      }
      const sha256 = /^[\da-f]{64}$/.exec(basename(path))?.[0];
      byFile.set(named.name, { ...named, path, ...(sha256 === undefined ? {} : { sha256 }) });
    }
    return [...byFile.values()];
  });
}
