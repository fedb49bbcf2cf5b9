import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClinc } from '../../models/house/clinc.ts';
import { answerOf, textOf } from '../../models/house/command.ts';
import { compareAnswers } from '../../models/house/compare.ts';
import { readSnips } from '../../models/house/snips.ts';
import { wilson } from '../../models/house/stats.ts';
import { askOne, HOUSE, openAlone } from '../lib/house-runtime.ts';
import { median } from '../lib/median.ts';
import { pairedMean } from '../lib/paired.ts';

const TAGGER = 'local/house+tags';
/** Longer ones are no everyday commands, whoever asks. */
const LONGEST = 300;
const EACH = 300;

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Every n-th, about so many. */
const thinned = <T>(list: readonly T[], most: number): T[] =>
  list.filter((_, i) => i % Math.max(1, Math.floor(list.length / most)) === 0).slice(0, most);

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** Questions of public sets that no house model is for. */
function questions(data: string): string[] {
  const irrelevant = lines(join(data, 'bfcl/BFCL_v4_irrelevance.json')).map(
    (line) => (JSON.parse(line) as { question: [[{ content: string }]] }).question[0][0].content,
  );
  const sums = lines(join(data, 'gsm8k/test.jsonl')).map(
    (line) => (JSON.parse(line) as { question: string }).question,
  );
  const folder = join(data, 'router/mmlu');
  const subjects = lines(join(folder, 'contaminated_prompts.jsonl')).length > 0 ? readdirSync(folder) : [];
  const exams = subjects
    .filter((file) => file.endsWith('.csv'))
    .flatMap((file) => lines(join(folder, file)).slice(1, 30))
    .map((line) => line.replace(/^"?|".*$/g, ''));
  const fits = (text: string): boolean => text.length > 3 && text.length <= LONGEST;
  return [irrelevant, sums, exams].flatMap((list) => thinned(list.filter(fits), EACH));
}

/**
 * Everyday commands as `auto` beside the house model by its name, in turns, one at a time; and how much of what is none of
 * its business the tagger that is asked ahead would take for a command.
 */
export async function autoFigures(data: string, quick: boolean): Promise<Record<string, unknown>> {
  const snips = readSnips(data, 'validate');
  const outside = readClinc(data, 'oos_test');
  if (!snips || !outside) return { auto_exact: null, auto_exact_why: `No snips or no clinc150 in ${data}.` };
  const { runtime, close } = await openAlone(1);
  try {
    const rows = quick ? thinned(snips, 175) : snips;
    await askOne(runtime, HOUSE, 'play');
    await askOne(runtime, 'auto', 'play');
    const sides = { auto: [] as boolean[], house: [] as boolean[] };
    const times = { auto: [] as number[], house: [] as number[] };
    let unasked = 0;
    for (const row of rows)
      for (const side of ['house', 'auto'] as const) {
        const began = performance.now();
        const { answer, model } = await askOne(runtime, side === 'auto' ? 'auto' : HOUSE, textOf(row));
        times[side].push(performance.now() - began);
        sides[side].push(compareAnswers(answer, answerOf(row)) === 'right');
        if (side === 'auto' && model === TAGGER) unasked += 1;
      }
    const threshold = runtime.settings.router.threshold;
    const caught = async (texts: readonly string[]): Promise<number> => {
      let count = 0;
      for (const text of texts) {
        const { answer, confidence } = await askOne(runtime, TAGGER, text);
        if (answer && answer.intent !== 'none' && confidence >= threshold) count += 1;
      }
      return count;
    };
    const chat = questions(data);
    const hits = sides.auto.filter(Boolean).length;
    const gain = pairedMean(sides.auto.map((right, i) => Number(right) - Number(sides.house[i])));
    return {
      auto_exact: round(hits / rows.length),
      auto_exact_95: wilson(hits, rows.length).map(round),
      auto_gain_points: round(gain.mean * 100),
      auto_gain_points_95: [round(gain.low * 100), round(gain.high * 100)],
      auto_by_tagger: round(unasked / rows.length),
      auto_p50_ms: round(median(times.auto)),
      house_p50_ms: round(median(times.house)),
      auto_n: rows.length,
      caught_out_of_scope: await caught(outside.map(textOf)),
      caught_out_of_scope_n: outside.length,
      caught_questions: await caught(chat),
      caught_questions_n: chat.length,
    };
  } finally {
    await close();
  }
}
