import { parseArgs } from 'node:util';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { textFeatures } from '../../../src/learning/students/features.ts';
import { encodeModel } from '../../../src/learning/students/probe/codec.ts';
import { quantise } from '../../../src/learning/students/probe/linear-model.ts';
import {
  readSecondOpinion,
  type SecondOpinion,
} from '../../../src/learning/students/probe/second-opinion.ts';
import { readSlotOpinion, type SlotOpinion } from '../../../src/learning/students/probe/slot-opinion.ts';
import { trainLinear } from '../../../src/learning/students/probe/train-linear.ts';
import { createVocabulary, rowOf } from '../../../src/learning/students/probe/vocabulary.ts';
import { readCard } from '../card.ts';
import { answerOf, NONE, textOf, type Command } from '../command.ts';
import { compareAnswers } from '../compare.ts';
import { loadDataset, type Dataset } from '../dataset.ts';
import { openModel } from '../measure.ts';
import { RECIPE } from '../recipe.ts';
import { readSnips } from '../snips.ts';
import { fitSecond, type Heard } from './fit.ts';
import { slotExamples } from './slots.ts';

const HELP = `node models/house/second/train.ts [words] [slots] [--data DIR]
Trains the second opinions on rows of the house model's own training (words.bin: intents, slots.bin: slots; only those named, if any
is) and fits, on the held-out slice, how they and the model's log-probability make one confidence (secondOpinion in card.json).
Minutes on one core. "none" trains neither.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, help: { type: 'boolean', default: false } },
});
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

/** Features kept: the file holds a byte for each of them and each intent. */
const FEATURES = 6000;
/** The same of the slots: more of them told right from wrong no better on the held-out slice. */
const SLOT_FEATURES = 1200;
/** Rows of each kind at most; the others are taken whole. */
const MOST: Readonly<Record<string, number>> = { snips: 8000, generated: 5000, none: 6000 };

/** Rows of one epoch, each text once, without what was held out. */
function rowsOf(dataset: Dataset): Command[] {
  const seen = new Set(dataset.heldOut.map((command) => textOf(command).toLowerCase()));
  const counts: Record<string, number> = {};
  return dataset.epoch(0).filter((command) => {
    const text = textOf(command).toLowerCase();
    const kind = command.intent === NONE ? 'none' : command.origin;
    if (seen.has(text) || (counts[kind] ?? 0) >= (MOST[kind] ?? Number.POSITIVE_INFINITY)) return false;
    seen.add(text);
    counts[kind] = (counts[kind] ?? 0) + 1;
    return true;
  });
}

/** A linear model from texts to answers. */
async function train(rows: readonly { text: string; answer: string }[], most: number): Promise<Uint8Array> {
  const answers = [...new Set(rows.map(({ answer }) => answer))].sort();
  const numbers = new Map(answers.map((answer, i) => [answer, i]));
  const features = rows.map(({ text }) => textFeatures(text));
  const vocabulary = createVocabulary(features, most);
  const { weights, bias } = await trainLinear({
    rows: features.map((text) => rowOf(vocabulary, text)),
    answers: Int32Array.from(rows, ({ answer }) => numbers.get(answer) ?? 0),
    classes: answers.length,
    features: vocabulary.hashes.length,
    seed: RECIPE.seed,
    onEpoch: async () => undefined,
  });
  return encodeModel({ vocabulary, answers, bias, ...quantise(weights, answers.length) });
}

async function trainWords(dataset: Dataset): Promise<Uint8Array> {
  const rows = rowsOf(dataset).map((row) => ({ text: textOf(row), answer: row.intent }));
  return train(rows, FEATURES);
}

/** SNIPS alone: the slots of the generator's commands stand in few sentences, which the house model knows. */
async function trainSlots(dataset: Dataset, data: string): Promise<Uint8Array> {
  const held = new Set(dataset.heldOut.map((command) => textOf(command).toLowerCase()));
  const rows = (readSnips(data, 'train') ?? []).filter((row) => !held.has(textOf(row).toLowerCase()));
  const examples = slotExamples(rows, RECIPE.seed);
  return train(
    examples.map(({ text, slot }) => ({ text, answer: slot })),
    SLOT_FEATURES,
  );
}

/** What the house model says of the held-out rows. */
async function hear(
  commands: readonly Command[],
  opinion: SecondOpinion,
  ofSlots: SlotOpinion,
): Promise<Heard[]> {
  const card = readCard();
  const answerer = await openModel(join(import.meta.dirname, '../house.gguf'), card, 1);
  const replies = await answerer.answerAll(commands.map(textOf));
  await answerer.close();
  return commands.flatMap((command, i) => {
    const reply = replies[i];
    if (!reply?.answer || reply.answer.intent === NONE) return [];
    const margin = opinion(textOf(command), reply.answer.intent);
    const bare = Object.keys(reply.answer.slots).length === 0;
    const right = command.slotsKnown
      ? compareAnswers(reply.answer, answerOf(command)) === 'right'
      : reply.answer.intent === command.intent;
    const parts = ofSlots(textOf(command), reply.answer.intent, reply.answer.slots);
    return margin === undefined ? [] : [{ logprob: reply.logprob, margin, parts, right, bare }];
  });
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const data = resolve(values.data ?? process.env['NEARMOST_DATA'] ?? '../shared/data');
  const dataset = loadDataset(data, RECIPE);
  if ('missing' in dataset) {
    console.error(`Data is missing in ${data}: ${dataset.missing.join(', ')}.`);
    return 1;
  }
  const file = (name: string): string => join(import.meta.dirname, name);
  if (wanted('words')) writeFileSync(file('words.bin'), await trainWords(dataset));
  if (wanted('slots')) writeFileSync(file('slots.bin'), await trainSlots(dataset, data));
  const [words, slots] = [readFileSync(file('words.bin')), readFileSync(file('slots.bin'))];
  console.log(`words.bin ${words.length} bytes, slots.bin ${slots.length} bytes`);
  const heard = await hear(dataset.heldOut, readSecondOpinion(words), readSlotOpinion(slots));
  const fitted = fitSecond(heard);
  console.log(fitted);
  const path = join(import.meta.dirname, '../card.json');
  const card = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const { calibration, secondOpinion: _, ...rest } = card;
  const { id, name, version, licence, jobs, decline, ...more } = rest;
  const parts = { file: 'second/slots.bin', field: 'slots' };
  const secondOpinion = { file: 'second/words.bin', field: 'intent', parts, ...fitted };
  const next = { id, name, version, licence, jobs, decline, calibration, secondOpinion, ...more };
  writeFileSync(path, `${JSON.stringify(next, null, 2)}\n`);
  return 0;
}

process.exitCode = await main();
