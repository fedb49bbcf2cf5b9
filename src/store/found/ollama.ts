import { join } from 'node:path';
import { filesBelow, realFile, shortText } from './folder.ts';
import type { Candidate } from './found-model.ts';

interface Layer {
  mediaType?: unknown;
  digest?: unknown;
  size?: unknown;
}

const MODEL = 'application/vnd.ollama.image.model';
const DEFAULT_HOST = 'registry.ollama.ai';
const DEFAULT_OWNER = 'library';

/** `registry.ollama.ai/library/llama3.2/1b` -> `llama3.2:1b`, as Ollama itself shows it. */
function nameOf([host = '', owner = '', ...rest]: string[]): string {
  const tag = rest.pop() ?? 'latest';
  const model = rest.join('/');
  if (host !== DEFAULT_HOST) return `${host}/${owner}/${model}:${tag}`;
  return owner === DEFAULT_OWNER ? `${model}:${tag}` : `${owner}/${model}:${tag}`;
}

function layersOf(text: string | undefined): Layer[] | undefined {
  try {
    const { layers } = JSON.parse(text ?? '') as { layers?: unknown };
    return Array.isArray(layers)
      ? layers.filter((one): one is Layer => typeof one === 'object' && one !== null)
      : undefined;
  } catch {
    return undefined;
  }
}

function readManifest(folder: string, parts: string[]): Candidate {
  const named = { name: nameOf(parts), in: 'ollama' } as const;
  const layers = layersOf(shortText(join(folder, 'manifests', ...parts)));
  if (layers === undefined) return { ...named, problem: 'its manifest cannot be read' };
  const weights = layers.filter(({ mediaType }) => mediaType === MODEL);
  const [layer] = weights;
  if (layer === undefined)
    return {
      ...named,
      problem: 'it has no weights in one file (it runs elsewhere, or is of another format)',
    };
  if (weights.length > 1) return { ...named, problem: `its weights are in ${weights.length} files` };
  const sha256 = /^sha256:([\da-f]{64})$/.exec(typeof layer.digest === 'string' ? layer.digest : '')?.[1];
  if (sha256 === undefined) return { ...named, problem: 'its manifest names no sha256 of the weights' };
  // older versions wrote a colon
  const path = [`sha256-${sha256}`, `sha256:${sha256}`]
    .map((blob) => realFile(join(folder, 'blobs', blob)))
    .find(Boolean);
  const size = typeof layer.size === 'number' ? { bytes: layer.size } : {};
  if (path === undefined)
    return {
      ...named,
      sha256,
      ...size,
      problem: `its weights (sha256 ${sha256.slice(0, 12)}) are not there`,
    };
  return { ...named, path, sha256, ...size };
}

/** Models of Ollama: manifests by name, which point to blobs by content. */
export function ollamaModels(folder: string): Candidate[] {
  return filesBelow(join(folder, 'manifests'), 6)
    .filter((parts) => parts.length >= 4 && !parts.some((part) => part.startsWith('.')))
    .map((parts) => readManifest(folder, parts));
}
