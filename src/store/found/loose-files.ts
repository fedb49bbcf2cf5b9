import { join } from 'node:path';
import { filesBelow, realFile, shortText } from './folder.ts';
import type { Candidate, FoundIn } from './found-model.ts';
import { hubModels } from './hub-cache.ts';

/** Files in folders, by their path: what LM Studio has (`publisher/model/file.gguf`). */
export function looseModels(folder: string, program: FoundIn): Candidate[] {
  return filesBelow(folder, 5).flatMap((parts): Candidate[] => {
    if (!/\.gguf$/i.test(parts.at(-1) ?? '')) return [];
    const named = { name: parts.join('/'), in: program };
    const path = realFile(join(folder, ...parts));
    if (path === undefined) return [{ ...named, problem: 'it is a link to a file that is not there' }];
    // llama.cpp keeps what the hub called the content beside the file
    const sha256 = /^"?([\da-f]{64})"?$/.exec(shortText(`${path}.etag`)?.trim() ?? '')?.[1];
    return [{ ...named, path, ...(sha256 === undefined ? {} : { sha256 }) }];
  });
}

/** llama.cpp's cache: files side by side; newer versions lay it out like the hub's. */
export function llamaCacheModels(folder: string): Candidate[] {
  const flat = looseModels(folder, 'llama.cpp').filter(({ name }) => !name.startsWith('models--'));
  return [...flat, ...hubModels(folder, 'llama.cpp')];
}
