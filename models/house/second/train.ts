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
import { decode, type Core } from '../../../src/learning/students/extract/decode.ts';
import { createCores } from '../../../src/learning/taggers/cores.ts';
import { trainLinear } from '../../../src/learning/students/probe/train-linear.ts';
import { createVocabulary, rowOf } from '../../../src/learning/students/probe/vocabulary.ts';
import { readCard } from '../card.ts';
import { answerOf, NONE, textOf, type Answer, type Command } from '../command.ts';
import { compareAnswers } from '../compare.ts';
import { loadDataset, type Dataset } from '../dataset.ts';
import { openModel } from '../measure.ts';
import { RECIPE } from '../recipe.ts';
import { sigmoid } from '../stats.ts';
import { fitAhead, fitSecond, type Heard } from './fit.ts';

const HELP = `node models/house/second/train.ts [--data DIR] [--fit | --ahead]
Trains the second opinion on rows of the house model's own training (words.bin) and fits, on the held-out slice, how it, the tagger
beside the model (variants/tags) and the model's log-probability make one confidence (secondOpinion in card.json), and how that tagger's
and the other's (variants/tags-varied) make the confidence of the tagger's own answers (in its card). Minutes on one core.
--fit: fits only, with the words.bin that is there; to be done when a tagger has changed. --ahead: fits the card of the tagger only.`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    fit: { type: 'boolean', default: false },
    ahead: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** Beside the card. */
const FILES = { file: 'second/words.bin', reader: 'variants/tags/tagger.bin' } as const;
/** Beside the card of the tagger. */
const BESIDE = {
  file: '../../second/words.bin',
  field: 'intent',
  reader: '../tags-varied/tagger.bin',
} as const;
/** An epoch that no model has seen; of it, commands of the generator: the tagger was not trained on how those are put. */
const UNSEEN = { epoch: 110, most: 3000 } as const;

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
    const right = isRight(command, reply.answer);
    return margin === undefined
      ? []
      : [{ logprob, margin, agreement: agreement(textOf(command), reply.answer), right, bare }];
  });
}

const isRight = (command: Command, answer: Answer): boolean =>
  command.slotsKnown
    ? compareAnswers(answer, answerOf(command)) === 'right'
    : answer.intent === command.intent;

/** What the tagger says of rows. */
function hearTagger(
  commands: readonly Command[],
  core: Core,
  opinion: SecondOpinion,
  other: Agreement,
): Heard[] {
  return commands.flatMap((command): Heard[] => {
    const text = textOf(command);
    const said = decode(core, text);
    if (said === undefined) return [];
    const answer = JSON.parse(JSON.stringify(said.value)) as Answer;
    const margin = opinion(text, answer.intent);
    if (answer.intent === NONE || margin === undefined) return [];
    const logprob = Math.log(sigmoid(said.signals[0] ?? 0));
    const bare = Object.keys(answer.slots).length === 0;
    return [{ logprob, margin, agreement: other(text, answer), right: isRight(command, answer), bare }];
  });
}

function writeCard(path: string, change: (card: Record<string, unknown>) => Record<string, unknown>): void {
  const card = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, `${JSON.stringify(change(card), null, 2)}\n`);
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
  if (!values.fit && !values.ahead) writeFileSync(house(FILES.file), await train(rowsOf(dataset)));
  const cores = createCores();
  const { decline } = readCard();
  const words = readSecondOpinion(readFileSync(house(FILES.file)));
  const agreement = readAgreement(house(FILES.reader), decline, cores);
  if (!values.ahead) {
    const fitted = fitSecond(await hear(dataset.heldOut, words, agreement));
    console.log(fitted);
    writeCard(house('card.json'), (old) => {
      const { secondOpinion: _, calibration, ...rest } = old;
      const { id, name, version, licence, jobs, decline: declines, ...more } = rest;
      const secondOpinion = { file: FILES.file, field: 'intent', reader: FILES.reader, ...fitted };
      return { id, name, version, licence, jobs, decline: declines, calibration, secondOpinion, ...more };
    });
  }
  const other = readAgreement(house('variants/tags-varied/tagger.bin'), decline, cores);
  const unseen = dataset.epoch(UNSEEN.epoch).filter(({ origin }) => origin === 'generated');
  const rows = [...dataset.heldOut, ...unseen.slice(0, UNSEEN.most)];
  const fitted = fitAhead(hearTagger(rows, cores(house(FILES.reader)), words, other));
  console.log(fitted);
  writeCard(house('variants/tags/card.json'), (old) => {
    const { secondOpinion: _, ahead: __, training, eval: figures, sha256, ...card } = old;
    return { ...card, secondOpinion: { ...BESIDE, ...fitted }, ahead: true, training, eval: figures, sha256 };
  });
  return 0;
}

process.exitCode = await main();
