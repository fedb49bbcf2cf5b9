import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Part } from './command.ts';

export const SNIPS_INTENTS = [
  'AddToPlaylist',
  'BookRestaurant',
  'GetWeather',
  'PlayMusic',
  'RateBook',
  'SearchCreativeWork',
  'SearchScreeningEvent',
] as const;

interface SnipsRow {
  readonly data: readonly { readonly text: string; readonly entity?: string }[];
}

/** The training rows of SNIPS, or the validation rows for a final measurement. Undefined when the folder is absent. */
export function readSnips(data: string, split: 'train' | 'validate'): Command[] | undefined {
  const folder = join(data, 'snips');
  if (!existsSync(folder)) return undefined;
  return SNIPS_INTENTS.flatMap((intent) => {
    const name = split === 'train' ? `train_${intent}_full.json` : `validate_${intent}.json`;
    const rows =
      (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, SnipsRow[]>)[intent] ?? [];
    return rows.map((row): Command => ({ parts: partsOf(row), intent, slotsKnown: true, origin: 'snips' }));
  });
}

/** Parts with clean edges: a value has no space around it, the text none before and after; line breaks become spaces. */
function partsOf({ data }: SnipsRow): Part[] {
  const parts = data.flatMap(({ text, entity }): Part[] => {
    const flat = text.replaceAll(/\s+/g, ' ');
    if (entity === undefined) return [{ text: flat }];
    const inner = flat.trim();
    const start = flat.indexOf(inner);
    const around = [
      { text: flat.slice(0, start) },
      { text: inner, slot: entity },
      { text: flat.slice(start + inner.length) },
    ];
    return around.filter(({ text }) => text !== '');
  });
  return trimmed(parts);
}

function trimmed(parts: readonly Part[]): Part[] {
  return parts
    .map((part, i) => ({
      ...part,
      text: i === 0 ? part.text.trimStart() : i === parts.length - 1 ? part.text.trimEnd() : part.text,
    }))
    .filter(({ text }) => text !== '');
}
