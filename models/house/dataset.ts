import { createRandom, pick, shuffled } from '../../src/kit/random.ts';
import type { Random } from '../../src/kit/random.ts';
import { augment, bankOf } from './augment.ts';
import { generateBeyond } from './beyond.ts';
import { readClinc } from './clinc.ts';
import { NONE, textOf } from './command.ts';
import type { Command } from './command.ts';
import { readNames, readOthers, readUtterances } from './corpus.ts';
import { createGenerator, dressed } from './generate.ts';
import { OWN_INTENTS } from './intents.ts';
import { createGazetteer } from './places.ts';
import { readingTexts } from './reading.ts';
import type { Recipe } from './recipe.ts';
import { createSkillGenerator } from './skills/generate.ts';
import type { SkillRow } from './skills/rows.ts';
import { SKILLS } from './skills/tasks.ts';
import { SNIPS_INTENTS, readSnips } from './snips.ts';

/** The training data, with a slice of the training rows held out for choices and calibration. */
export interface Dataset {
  readonly intents: readonly string[];
  readonly slots: readonly string[];
  /** Texts the vocabulary is learnt from. */
  readonly texts: readonly string[];
  readonly heldOut: readonly Command[];
  /** Texts of the first epoch, for reading. */
  readonly reading: readonly string[];
  /** Rows of the skills in one epoch, a function of its number. */
  readonly skills: (number: number) => SkillRow[];
  /** The commands of one epoch, a function of its number. */
  readonly epoch: (number: number) => Command[];
  /** How many rows of each kind there are, in words. */
  readonly summary: string;
}

/** Rows held out: of each SNIPS intent, of each CLINC150 intent, of its out-of-scope rows, of other texts, of generated commands. */
const HELD_OUT = { snips: 100, clinc: 5, oos: 20, others: 300, generated: 300 } as const;

/** Reads and splits everything under `data`; the names of what is missing when a needed set is absent. */
export function loadDataset(data: string, recipe: Recipe): Dataset | { missing: string[] } {
  const snips = readSnips(data, 'train');
  const clinc = readClinc(data, 'train');
  const oos = readClinc(data, 'oos_train');
  if (!snips || !clinc || !oos)
    return { missing: [...(snips ? [] : ['snips/']), ...(clinc ? [] : ['clinc150/data_full.json'])] };
  const random = createRandom(recipe.seed, 1);
  const snipsParts = SNIPS_INTENTS.map((intent) => split(ofIntent(snips, intent), HELD_OUT.snips, random));
  const clincNames = [...new Set(clinc.map(({ intent }) => intent))].sort();
  const clincParts = clincNames.map((intent) => split(ofIntent(clinc, intent), HELD_OUT.clinc, random));
  const oosPart = split(oos, HELD_OUT.oos, random);
  const others = split(readOthers(data), HELD_OUT.others, random);
  const utterances = readUtterances(data);
  const snipsTrain = snipsParts.flatMap(({ train }) => train);
  const clincTrain = clincParts.flatMap(({ train }) => train);

  const bank = bankOf(snipsTrain);
  const names = readNames(data, 1500);
  const generate = createGenerator(names, bank, names.cities);
  const gazetteer = createGazetteer(names.allCities);
  const plain = others.train.map(textOf).filter((text) => !/\d|[^.?!]\s+\p{Lu}/u.test(text));
  const skillRow = createSkillGenerator({ ...names, gazetteer }, plain);
  const material = {
    bank,
    gazetteer,
    first: names.first,
    last: names.last,
    words: wordsOf([...others.train, ...snipsTrain], names.last),
  };
  const generated = (count: number, source: Random): Command[] =>
    Array.from({ length: count }, () => generate(source));
  const own = new Set([...SNIPS_INTENTS, ...Object.keys(OWN_INTENTS), NONE]);
  const slots = new Set([
    ...snipsTrain.flatMap(({ parts }) => parts.flatMap(({ slot }) => slot ?? [])),
    ...Object.values(OWN_INTENTS).flat(),
  ]);

  const reading = readingTexts(data, recipe.reading.characters, recipe.seed);
  return {
    reading,
    intents: [...own, ...clincNames.filter((name) => !own.has(name))],
    slots: [...slots].sort(),
    texts: [
      ...snipsTrain,
      ...snipsTrain,
      ...clincTrain,
      ...utterances,
      ...others.train.slice(0, 4000),
      ...generated(15_000, createRandom(recipe.seed, 2)),
    ]
      .map(textOf)
      .concat(reading.slice(0, Math.floor(reading.length / 4))),
    heldOut: [
      ...snipsParts.flatMap(({ held }) => held),
      ...clincParts.flatMap(({ held }) => held),
      ...oosPart.held,
      ...others.held,
      ...generated(HELD_OUT.generated, createRandom(recipe.seed, 3)),
    ],
    skills: (number) => {
      const source = createRandom(recipe.seed, 7, number);
      return SKILLS.flatMap((skill) =>
        Array.from({ length: recipe.perEpoch.skills }, () => skillRow(skill, source)),
      );
    },
    epoch: (number) => {
      const source = createRandom(recipe.seed, 4, number);
      const changes = number < recipe.calm.from ? recipe.augmentation : recipe.calm;
      const repeated = Array.from({ length: recipe.perEpoch.snipsRepeats }, () => snipsTrain).flat();
      const varied = repeated.map((command) => augment(command, material, source, changes));
      const restyled = (command: Command): Command =>
        source() < 0.3 ? { ...command, parts: dressed(command.parts, source) } : command;
      const some = Array.from({ length: recipe.perEpoch.others }, () => pick(source, others.train));
      const outside = Array.from({ length: recipe.perEpoch.oosRepeats }, () => oosPart.train).flat();
      const beyond = Array.from({ length: recipe.perEpoch.beyond }, () => generateBeyond(source));
      const clincRows = Array.from({ length: recipe.perEpoch.clincRepeats }, () => clincTrain).flat();
      const rest = [...clincRows, ...utterances, ...some, ...outside].map(restyled);
      return shuffled(source, [
        ...varied,
        ...rest,
        ...beyond,
        ...generated(recipe.perEpoch.generated, source),
      ]);
    },
    summary: `SNIPS ${snipsTrain.length}, CLINC150 ${clincTrain.length} + ${oosPart.train.length} out of scope, corpus commands ${utterances.length}, other texts ${others.train.length}`,
  };
}

const ofIntent = (commands: readonly Command[], intent: string): Command[] =>
  commands.filter((command) => command.intent === intent);

function split(
  rows: readonly Command[],
  count: number,
  random: Random,
): { train: Command[]; held: Command[] } {
  const mixed = shuffled(random, rows);
  const held = Math.min(count, Math.floor(rows.length / 4));
  return { held: mixed.slice(0, held), train: mixed.slice(held) };
}

/** Distinct words of at least two letters, to invent names from. */
function wordsOf(commands: readonly Command[], names: readonly string[]): string[] {
  const words = new Set(commands.flatMap((command) => textOf(command).match(/\p{L}{2,}/gu) ?? []));
  return [...words, ...names];
}
