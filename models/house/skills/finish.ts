import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedModel, ModelCard, ModelRecord } from '../../../src/contract/index.ts';
import { createLlamaCpp } from '../../../src/engines/llama-cpp.ts';
import { inspectGguf } from '../../../src/store/inspect.ts';
import { readCard } from '../card.ts';
import { fitPlatt } from '../stats.ts';
import { answerSkill } from './answer.ts';
import { ABOUT, skillFormat } from './card.ts';
import type { SkillCard } from './card.ts';
import type { SkillData } from './data.ts';
import { isRight, scoreSkill } from './score.ts';
import type { Answered } from './score.ts';
import type { SkillRow } from './rows.ts';
import type { Skill } from './tasks.ts';

export const HOUSE: string = join(import.meta.dirname, '../house.gguf');
export const sha256Of = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');
const SKILL_VERSION = '1.0.0';

/** Runs `use` with the house model loaded as the product loads it. */
export async function withHouse<T>(
  house: string,
  threads: number,
  use: (base: LoadedModel) => Promise<T>,
): Promise<T> {
  const engine = createLlamaCpp();
  const record: ModelRecord = {
    id: 'house',
    engine: 'llama-cpp',
    path: house,
    bytes: statSync(house).size,
    source: 'embedded',
    addedAt: 0,
    info: await inspectGguf(house),
    card: readCard() as unknown as ModelCard,
  };
  const base = await engine.load({ model: record, contextSize: 512, sequences: 8, threads });
  try {
    return await use(base);
  } finally {
    await base.close();
    await engine.close();
  }
}

export interface FinishOptions {
  /** Path of the base. */
  readonly house: string;
  /** Folder for the adapter and its card. */
  readonly into: string;
  readonly threads: number;
}

/** Measures a trained adapter beside the bare base, fits its confidence on the rows for choices, and puts it with its card here. */
export async function finishSkill(
  skill: Skill,
  adapter: string,
  data: SkillData,
  training: Readonly<Record<string, unknown>>,
  { house, into, threads }: FinishOptions,
): Promise<SkillCard> {
  return withHouse(house, threads, async (base) => {
    const ask = async (
      rows: readonly SkillRow[],
      path?: string,
    ): Promise<(Answered & { logprob: number })[]> => {
      const answers = await answerSkill(
        base,
        skill,
        rows.map(({ text }) => text),
        path,
      );
      return rows.map((row, i) => ({ row, text: answers[i]?.text ?? '', logprob: answers[i]?.logprob ?? 0 }));
    };
    const choice = await ask(data.choice, adapter);
    const { a, b } = fitPlatt(
      choice.map(({ logprob }) => logprob),
      choice.map(isRight),
    );
    const figures: Record<string, unknown> = { choice: scoreSkill(skill, choice) };
    for (const [name, rows] of Object.entries(data.test)) {
      figures[name] = scoreSkill(skill, await ask(rows, adapter));
      figures[`${name}_base_alone`] = scoreSkill(skill, await ask(rows));
    }
    const { sources, ...about } = ABOUT[skill];
    mkdirSync(into, { recursive: true });
    const out = join(into, 'adapter.gguf');
    copyFileSync(adapter, out);
    const card: SkillCard = {
      id: `house+${skill}`,
      version: SKILL_VERSION,
      licence: 'Apache-2.0',
      jobs: ['skill'],
      base: sha256Of(house),
      system: skill,
      ...about,
      responseFormat: skillFormat(skill),
      calibration: {
        feature: 'sequence_logprob',
        method: 'platt',
        a,
        b,
        n: choice.length,
        data: 'rows for choices, which were not trained on',
      },
      training: { sources, rows: data.train.length, ...training },
      eval: figures,
      sha256: sha256Of(out),
    };
    writeFileSync(join(into, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
    return card;
  });
}
