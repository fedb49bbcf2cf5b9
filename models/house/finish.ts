import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Piece } from '../../src/kit/spm/vocabulary.ts';
import { loadCheckpoint } from '../../src/learning/trainer/checkpoint.ts';
import { answerSchema, confidenceOf } from './card.ts';
import type { Calibration, Card } from './card.ts';
import { ATTRIBUTION } from './attribution.ts';
import { NONE, answerOf, textOf } from './command.ts';
import type { Command } from './command.ts';
import { compareAnswers } from './compare.ts';
import { loadDataset } from './dataset.ts';
import type { Dataset } from './dataset.ts';
import { MODEL_NAME, MODEL_VERSION, exportHouse } from './export.ts';
import { measureHouse, modelAlone, openModel } from './measure.ts';
import { RECIPE } from './recipe.ts';
import { auroc, fitPlatt } from './stats.ts';

const HELP = `node models/house/finish.ts [--data DIR] [--out DIR] [--weights average|last] [--notes JSON] [--quick]
Calibrates a trained model (the checkpoint in tmp/house) on the held-out slice, measures it, and puts house.gguf and card.json here.
--weights: the average over the last tenth of the run (default), or the last ones. --quick measures fewer rows.`;

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: join(root, 'tmp/house') },
    weights: { type: 'string', default: 'average' },
    notes: { type: 'string', default: '{}' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Answers less likely than this do not count in the fit (log-probability). */
const LOWEST = -6;

/** Fits the confidence on held-out rows that the model does not decline: was the whole answer (or the known part) right? */
async function calibrate(
  model: string,
  dataset: Dataset,
): Promise<{ calibration: Calibration; heldOut: Record<string, unknown> }> {
  const schema = answerSchema(dataset.intents, dataset.slots);
  const answerer = await openModel(model, { responseFormat: { type: 'json_schema', schema } }, 1);
  const replies = await answerer.answerAll(dataset.heldOut.map(textOf));
  await answerer.close();
  const right = (command: Command, i: number): boolean => {
    const answer = replies[i]?.answer;
    return command.slotsKnown
      ? compareAnswers(answer, answerOf(command)) === 'right'
      : answer?.intent === command.intent;
  };
  const rows = dataset.heldOut.map((command, i) => ({
    command,
    reply: replies[i]!,
    right: right(command, i),
  }));
  // Far out, where the grammar had to force an answer, a few rows would bend the whole line.
  const answered = rows.filter(({ reply }) => reply.answer?.intent !== NONE && reply.logprob > LOWEST);
  const { a, b } = fitPlatt(
    answered.map(({ reply }) => reply.logprob),
    answered.map((row) => row.right),
  );
  const calibration: Calibration = {
    feature: 'sequence_logprob',
    method: 'platt',
    a,
    b,
    n: answered.length,
    data: 'held-out slice of the training rows of SNIPS, CLINC150, the corpus and the generator (seed in training.seed)',
  };
  const confidences = (kind: 'in' | 'out'): number[] =>
    rows
      .filter(({ command }) => (command.intent === NONE) === (kind === 'out'))
      .map(({ reply }) => confidenceOf(reply, calibration));
  const share = (list: typeof rows): number =>
    Math.round((list.filter((row) => row.right).length / list.length) * 1e4) / 1e4;
  const of = (origin: string): typeof rows => rows.filter(({ command }) => command.origin === origin);
  const heldOut = {
    n: rows.length,
    snips_exact: share(of('snips')),
    generated_exact: share(of('generated')),
    clinc_right: share(of('clinc')),
    auroc: Math.round(auroc(confidences('in'), confidences('out')) * 1e4) / 1e4,
  };
  return { calibration, heldOut };
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const data = resolve(values.data ?? process.env['NEARMOST_DATA'] ?? join(root, '../shared/data'));
  const trained = join(values.out, values.weights === 'last' ? 'checkpoint.bin' : 'average.bin');
  const dataset = loadDataset(data, RECIPE);
  if ('missing' in dataset || !existsSync(trained)) {
    console.error(
      'missing' in dataset
        ? `Data is missing in ${data}: ${dataset.missing.join(', ')}.`
        : `No ${trained}: train first.`,
    );
    return 1;
  }
  const model = join(import.meta.dirname, 'house.gguf');
  const pieces = JSON.parse(readFileSync(join(values.out, 'vocabulary.json'), 'utf8')) as Piece[];
  exportHouse(model, RECIPE.shape, loadCheckpoint(trained).weights, pieces);
  const { calibration, heldOut } = await calibrate(model, dataset);
  console.log('held out', heldOut, calibration);
  const responseFormat = {
    type: 'json_schema',
    schema: answerSchema(dataset.intents, dataset.slots),
  } as const;
  const measured = await measureHouse({
    house: await modelAlone(model, { calibration, responseFormat }, 1),
    model,
    data,
    quick: values.quick,
  });
  console.log(measured);
  const card: Card = {
    id: 'house',
    name: MODEL_NAME,
    version: MODEL_VERSION,
    licence: 'Apache-2.0',
    jobs: ['command'],
    decline: { intent: NONE },
    calibration,
    responseFormat,
    training: {
      rows: dataset.summary,
      weights: values.weights,
      ...RECIPE,
      ...(JSON.parse(values.notes) as Record<string, unknown>),
    },
    eval: { ...measured, held_out: heldOut },
    attribution: ATTRIBUTION,
    sha256: createHash('sha256').update(readFileSync(model)).digest('hex'),
  };
  writeFileSync(join(import.meta.dirname, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  return 0;
}

process.exitCode = await main();
