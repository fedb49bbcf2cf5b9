import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plain } from './command.ts';
import type { Command } from './command.ts';
import { clincIntent } from './intents.ts';

type Split = 'train' | 'test' | 'oos_train' | 'oos_test';

/** Rows of a split of CLINC150 (never `val`). Undefined when the file is absent. */
export function readClinc(data: string, split: Split): Command[] | undefined {
  const path = join(data, 'clinc150', 'data_full.json');
  if (!existsSync(path)) return undefined;
  const rows = (JSON.parse(readFileSync(path, 'utf8')) as Record<Split, [string, string][]>)[split];
  return rows.map(([text, label]) => {
    const { intent, slotsKnown } = clincIntent(text, label);
    return plain(text, intent, 'clinc', slotsKnown);
  });
}
