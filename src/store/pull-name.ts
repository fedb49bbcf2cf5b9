import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { NearmostError } from '../contract/errors.ts';

/** What a person wants to pull. */
export type PullTarget =
  /** `wanted`: a file's name or a quantisation such as `Q4_K_M`. */
  | { kind: 'hub'; repo: string; revision: string; wanted?: string }
  | { kind: 'url'; url: string }
  | { kind: 'path'; path: string }
  /** A single word: the id of a catalog entry. */
  | { kind: 'catalog'; id: string };

const PART = String.raw`[\w][\w.-]{0,95}`;
const REPO = new RegExp(`^${PART}/${PART}$`);
const HUB_HOSTS = new Set(['hf.co', 'huggingface.co', 'www.huggingface.co']);
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const bad = (name: string, why: string): NearmostError =>
  new NearmostError('invalid_request', `"${name}" cannot be pulled: ${why}.`, {
    hint: 'nearmost pull owner/repo, owner/repo:Q4_K_M, https://host/file.gguf or ./file.gguf; without a name it recommends',
    param: 'name',
  });

/** The text of a part of an address; a wrong escape stays as it is. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `owner/repo@revision:wanted` */
function parseHub(name: string, text: string): PullTarget {
  const [, repo = '', revision = 'main', wanted] = /^([^:@]+)(?:@([^:]+))?(?::(.+))?$/.exec(text) ?? [];
  if (!REPO.test(repo) || repo.includes('..') || repo.includes('--'))
    throw bad(name, 'a hub name looks like owner/repo');
  if (!/^[\w./-]{1,200}$/.test(revision) || revision.includes('..'))
    throw bad(name, `${revision} is no revision of a hub`);
  return { kind: 'hub', repo, revision, ...(wanted === undefined ? {} : { wanted }) };
}

function parseUrl(name: string, hub: string): PullTarget {
  if (!URL.canParse(name)) throw bad(name, 'the address is not valid');
  const url = new URL(name);
  const hubHost = new URL(hub).host;
  if (url.protocol !== 'https:' && !LOOPBACK.has(url.hostname) && url.host !== hubHost)
    throw bad(name, 'only https addresses are fetched');
  if (url.username !== '' || url.password !== '') throw bad(name, 'an address may not hold a password');
  if (url.host === hubHost || HUB_HOSTS.has(url.host)) {
    const [owner = '', repo = '', verb, revision, ...file] = url.pathname.slice(1).split('/').map(decode);
    if (verb === undefined || verb === '') return parseHub(name, `${owner}/${repo}`);
    if (['resolve', 'blob', 'tree'].includes(verb) && revision !== undefined)
      return parseHub(name, `${owner}/${repo}@${revision}${file.length === 0 ? '' : `:${file.join('/')}`}`);
  }
  return { kind: 'url', url: url.href };
}

/**
 * Reads what a person typed: a hub id (`owner/repo`, `owner/repo:Q4_K_M`, `hf.co/owner/repo`), an https address, a
 * path, or a catalog id.
 * @throws invalid_request
 */
export function parsePullName(
  name: string,
  hub: string,
  exists: (path: string) => boolean = existsSync,
): PullTarget {
  const text = name.trim();
  if (text === '') throw bad(name, 'the name is empty');
  if (/^https?:\/\//i.test(text)) return parseUrl(text, hub);
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) throw bad(name, 'only https addresses are fetched');
  if (/^\.{0,2}[/\\]|^~[/\\]/.test(text) || isAbsolute(text)) return { kind: 'path', path: text };
  if (/\.gguf$/i.test(text) && exists(text)) return { kind: 'path', path: text };
  const onHub = /^(?:www\.)?(?:hf\.co|huggingface\.co)\/(.+)$/i.exec(text)?.[1];
  if (onHub !== undefined)
    return /^[^:]+\/(?:resolve|blob|tree)\//.test(onHub)
      ? parseUrl(`https://huggingface.co/${onHub}`, hub)
      : parseHub(name, onHub);
  if (text.includes('/')) return parseHub(name, text);
  return { kind: 'catalog', id: text };
}
