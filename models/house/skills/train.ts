import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { AdapterTrainer, TrainingText } from '../../../src/learning/trainer/job.ts';
import { ortTrainer } from '../../../src/learning/trainer/ort-trainer.ts';
import { readGguf } from '../../../src/kit/gguf/read.ts';
import { piecesFromMetadata } from '../../../src/kit/spm/from-metadata.ts';
import { readOthers } from '../corpus.ts';
import { textOf } from '../command.ts';
import { createHouseTokenizer } from '../tokenizer.ts';
import { skillFolder } from './card.ts';
import { SKILL_SEED, loadSkillData } from './data.ts';
import { HOUSE, finishSkill, sha256Of } from './finish.ts';
import { SKILL_RECIPES } from './recipe.ts';
import { skillExample } from './rows.ts';
import type { SkillRow } from './rows.ts';
import { SKILLS } from './tasks.ts';
import type { Skill } from './tasks.ts';

const HELP = `node models/house/skills/train.ts SKILL [--data DIR] [--out DIR] [--threads N] [--measure] [--base FILE] [--into DIR]
Trains an adapter on house.gguf, measures it, and puts it with its card in models/house/skills/SKILL.
SKILL: ${SKILLS.join(', ')}. Data: --data, else $NEARMOST_DATA, else ../shared/data. --measure: measures what --out holds.`;

const root = resolve(import.meta.dirname, '../../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: join(root, 'tmp/skills') },
    base: { type: 'string', default: HOUSE },
    into: { type: 'string' },
    threads: { type: 'string', default: '2' },
    measure: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Longest row that is trained on, in tokens: what the base read. */
const LONGEST = 256;

async function main(trainer: AdapterTrainer): Promise<number> {
  const skill = SKILLS.find((name) => name === positionals[0]);
  if (values.help || skill === undefined) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const data = resolve(values.data ?? process.env['NEARMOST_DATA'] ?? join(root, '../shared/data'));
  if (!existsSync(join(data, 'corpus'))) {
    console.error(`Training data is missing in ${data}: corpus/. Name the folder with --data DIR.`);
    return 1;
  }
  const folder = join(resolve(values.out), skill);
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'adapter.gguf');
  const recipe = SKILL_RECIPES[skill];
  const rows = loadSkillData(skill, data, recipe.rows, plainTexts(data));
  const report = values.measure ? {} : await trainAdapter(trainer, skill, rows, folder, out);
  const training = { seed: SKILL_SEED, ...recipe, ...report };
  const card = await finishSkill(skill, out, rows, training, {
    house: values.base,
    into: values.into ?? skillFolder(skill),
    // a second one would wait for a core that other work holds
    threads: 1,
  });
  console.log(JSON.stringify(card.eval, null, 1));
  return 0;
}

/** Sentences without names and numbers. */
const plainTexts = (data: string): string[] =>
  readOthers(data)
    .map(textOf)
    .filter((text) => !/\d|[^.?!]\s+\p{Lu}/u.test(text));

async function trainAdapter(
  trainer: AdapterTrainer,
  skill: Skill,
  { train, choice }: { readonly train: readonly SkillRow[]; readonly choice: readonly SkillRow[] },
  folder: string,
  out: string,
): Promise<Record<string, unknown>> {
  const { metadata } = await readGguf(values.base);
  const tokenizer = createHouseTokenizer(piecesFromMetadata(metadata));
  const texts = (list: readonly SkillRow[]): TrainingText[] =>
    list
      .map((row) => skillExample(row, tokenizer, 0))
      .filter(({ tokens }) => tokens.length <= LONGEST)
      .map(({ tokens, weights }) => ({ tokens, from: weights.indexOf(1) }));
  const { rows: _, ...settings } = SKILL_RECIPES[skill];
  const report = await trainer.train(
    {
      base: values.base,
      baseSha256: sha256Of(values.base),
      texts: texts(train),
      heldOut: texts(choice),
      settings: { ...settings, seed: SKILL_SEED },
      memoryBytes: 4e9,
      threads: Number(values.threads),
      folder,
      out,
    },
    {
      onEstimate: (estimate) => console.log('estimate', JSON.stringify(estimate)),
      onProgress: ({ step, steps, loss, tokensPerSecond, secondsLeft }) => {
        if (step % 25 === 0)
          console.log(
            `step ${step}/${steps} loss ${loss.toFixed(3)} ${tokensPerSecond.toFixed(0)} tok/s, ${secondsLeft.toFixed(0)} s left`,
          );
      },
    },
  );
  const { steps, tokens, seconds, loss, peakMemoryBytes } = report;
  return { steps, tokens, seconds: Math.round(seconds), loss, peak_memory_bytes: peakMemoryBytes };
}

process.exitCode = await main(ortTrainer());
