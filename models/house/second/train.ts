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
import { readAgreement, type Agreement } from '../../../src/learning/taggers/agreement.ts';
import { createCores } from '../../../src/learning/taggers/cores.ts';
import { trainLinear } from '../../../src/learning/students/probe/train-linear.ts';
import { createVocabulary, rowOf } from '../../../src/learning/students/probe/vocabulary.ts';
import { readCard } from '../card.ts';
import { answerOf, NONE, textOf, type Command } from '../command.ts';
import { compareAnswers } from '../compare.ts';
import { loadDataset, type Dataset } from '../dataset.ts';
import { openModel } from '../measure.ts';
import { RECIPE } from '../recipe.ts';
import { fitSecond, type Heard } from './fit.ts';

const HELP = `node models/house/second/train.ts [--data DIR] [--fit]
Trains the second opinion on rows of the house model's own training (words.bin) and fits, on the held-out slice, how it, the tagger
beside the model (variants/tags) and the model's log-probability make one confidence (secondOpinion in card.json). Minutes on one core.
--fit: fits only, with the words.bin that is there; to be done when the tagger has changed.`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    fit: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** Beside the card. */
const FILES = { file: 'second/words.bin', reader: 'variants/tags/tagger.bin' } as const;

/** Features kept: the file holds a byte for each of them and each intent. */
const FEATURES = 6000;
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

async function train(rows: readonly Command[]): Promise<Uint8Array> {
  const answers = [...new Set(rows.map(({ intent }) => intent))].sort();
  const numbers = new Map(answers.map((answer, i) => [answer, i]));
  const features = rows.map((row) => textFeatures(textOf(row)));
  const vocabulary = createVocabulary(features, FEATURES);
  const { weights, bias } = await trainLinear({
    rows: features.map((text) => rowOf(vocabulary, text)),
    answers: Int32Array.from(rows, ({ intent }) => numbers.get(intent) ?? 0),
    classes: answers.length,
    features: vocabulary.hashes.length,
    seed: RECIPE.seed,
    onEpoch: async () => undefined,
  });
  return encodeModel({ vocabulary, answers, bias, ...quantise(weights, answers.length) });
}

/** What the house model says of the held-out rows. */
async function hear(
  commands: readonly Command[],
  opinion: SecondOpinion,
  agreement: Agreement,
): Promise<Heard[]> {
  const card = readCard();
  const answerer = await openModel(join(import.meta.dirname, '../house.gguf'), card, 1);
  const replies = await answerer.answerAll(commands.map(textOf));
  await answerer.close();
  return commands.flatMap((command, i) => {
    const reply = replies[i];
    if (!reply?.answer || reply.answer.intent === NONE) return [];
    const { logprob } = reply;
    const margin = opinion(textOf(command), reply.answer.intent);
    const bare = Object.keys(reply.answer.slots).length === 0;
    const right = command.slotsKnown
      ? compareAnswers(reply.answer, answerOf(command)) === 'right'
      : reply.answer.intent === command.intent;
    return margin === undefined
      ? []
      : [{ logprob, margin, agreement: agreement(textOf(command), reply.answer), right, bare }];
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
  const house = (file: string): string => join(import.meta.dirname, '..', file);
  if (!values.fit) writeFileSync(house(FILES.file), await train(rowsOf(dataset)));
  const agreement = readAgreement(house(FILES.reader), readCard().decline, createCores());
  const heard = await hear(dataset.heldOut, readSecondOpinion(readFileSync(house(FILES.file))), agreement);
  const fitted = fitSecond(heard);
  console.log(fitted);
  const path = house('card.json');
  const card = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const { calibration, secondOpinion: _, ...rest } = card;
  const { id, name, version, licence, jobs, decline, ...more } = rest;
  const secondOpinion = { file: FILES.file, field: 'intent', reader: FILES.reader, ...fitted };
  const next = { id, name, version, licence, jobs, decline, calibration, secondOpinion, ...more };
  writeFileSync(path, `${JSON.stringify(next, null, 2)}\n`);
  return 0;
}

process.exitCode = await main();
