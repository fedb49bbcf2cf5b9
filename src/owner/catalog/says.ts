import type { CatalogEntry } from '../../store/catalog.ts';

/** Words that people type for what the list calls otherwise. */
const MEANT: Readonly<Record<string, string>> = {
  translate: 'languages',
  translation: 'languages',
  multilingual: 'languages',
  language: 'languages',
  talk: 'chat',
  write: 'chat',
  conversation: 'chat',
  coding: 'code',
  programming: 'code',
  program: 'code',
  search: 'embed',
  embedding: 'embed',
  embeddings: 'embed',
  vectors: 'embed',
  transcribe: 'speech',
  voice: 'speech',
  audio: 'speech',
  image: 'vision',
  images: 'vision',
  picture: 'vision',
  photo: 'vision',
  commands: 'command',
  quick: 'fast',
};

/** Whether all words (or what is meant by them) are said of a model. Pure. */
export function says(entry: CatalogEntry, words: string): boolean {
  const text = [entry.name, entry.id, entry.about, entry.licence, ...entry.jobs].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word) || (MEANT[word] !== undefined && text.includes(MEANT[word])));
}
