// What the detectors of personal details find in labelled sentences, and whether what they hide comes back.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createPseudonyms } from '../src/privacy/pseudonyms/pseudonyms.ts';

interface Row {
  full_text: string;
  spans: { entity_type: string; entity_value: string; start_position: number; end_position: number }[];
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
/** Stands for letters that were hidden: no letter of the data. */
const TOKEN = /<[A-Z]{2,8}_\d+>/g;

/** Found: nothing of the value is left as a whole. `data` is a folder with `pii/presidio_synth_first1000.json`. */
export async function run(options: { data?: string; quick: boolean }): Promise<Record<string, unknown>> {
  const data = resolve(
    options.data ?? process.env['NEARMOST_DATA'] ?? resolve(import.meta.dirname, '../../shared/data'),
  );
  const path = resolve(data, 'pii/presidio_synth_first1000.json');
  if (!existsSync(path)) {
    const why = `No pii/presidio_synth_first1000.json in ${data}.`;
    return { pseudonyms_recall: null, pseudonyms_recall_why: why };
  }
  const all = JSON.parse(readFileSync(path, 'utf8')) as Row[];
  const rows = options.quick ? all.slice(0, 200) : all;
  const found: Record<string, { found: number; of: number }> = {};
  let [characters, kept, free, restored] = [0, 0, 0, 0];
  const began = performance.now();
  for (const { full_text: text, spans } of rows) {
    const { hide, restore } = createPseudonyms();
    const hidden = hide(text);
    if (restore(hidden) === text) restored += 1;
    for (const { entity_type: type, entity_value: value } of spans) {
      const counts = (found[type] ??= { found: 0, of: 0 });
      counts.of += 1;
      if (!hidden.includes(value)) counts.found += 1;
    }
    const personal = spans.reduce((sum, span) => sum + span.end_position - span.start_position, 0);
    characters += text.length;
    free += text.length - personal;
    kept += hidden.replace(TOKEN, '').length;
  }
  const ms = performance.now() - began;
  return {
    pseudonyms_recall: Object.fromEntries(
      Object.entries(found).map(([type, counts]) => [
        type,
        { ...counts, share: round(counts.found / counts.of) },
      ]),
    ),
    pseudonyms_characters_hidden: round(1 - kept / characters),
    pseudonyms_characters_personal: round(1 - free / characters),
    pseudonyms_restored_exactly: round(restored / rows.length),
    pseudonyms_ms_per_1000_characters: round((ms / characters) * 1000),
    n: rows.length,
  };
}
