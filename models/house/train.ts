import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Piece } from '../../src/kit/spm/vocabulary.ts';
import { loadCheckpoint, saveCheckpoint } from '../../src/learning/trainer/checkpoint.ts';
import { createEvaluator } from '../../src/learning/trainer/evaluate.ts';
import type { Evaluator } from '../../src/learning/trainer/evaluate.ts';
import { estimateStep } from '../../src/learning/trainer/estimate.ts';
import { createRandom, shuffled } from '../../src/kit/random.ts';
import { packRows } from '../../src/learning/trainer/pack.ts';
import { train } from '../../src/learning/trainer/train.ts';
import { freshWeights } from '../../src/learning/trainer/weights.ts';
import { loadDataset } from './dataset.ts';
import { examplesOf, joinSome } from './examples.ts';
import { exportHouse } from './export.ts';
import { describe, measureHeldOut } from './held-out.ts';
import { createAverage } from './average.ts';
import { readingExamples } from './reading.ts';
import { QUICK, RECIPE } from './recipe.ts';
import { skillExample } from './skills/rows.ts';
import { createHouseTokenizer, learnVocabulary } from './tokenizer.ts';

const HELP = `npm run house:train -- [--data DIR] [--out DIR] [--resume] [--quick] [--steps N] [--threads N]
Trains the house model from nothing. Data: --data, else $NEARMOST_DATA, else ../shared/data.
Checkpoints and the model go to --out (tmp/house); --resume continues there. --quick: a tiny model, about a minute.`;

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: join(root, 'tmp/house') },
    resume: { type: 'boolean', default: false },
    'reading-only': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    steps: { type: 'string' },
    threads: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});

const CHECKPOINT_EVERY = 250;
const MEASURE_EVERY = 2500;
const AVERAGE_EVERY = 5;
/** The average looks back over about the last tenth of the steps so far. */
const averageShare = (step: number): number => Math.min(1, (10 * AVERAGE_EVERY) / step);
const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;

async function main(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const base = values.quick ? QUICK : RECIPE;
  const steps = values.steps === undefined ? base.schedule.steps : Number(values.steps);
  const recipe = { ...base, schedule: { ...base.schedule, steps } };
  const data = resolve(values.data ?? process.env['NEARMOST_DATA'] ?? join(root, '../shared/data'));
  const dataset = loadDataset(data, recipe);
  if ('missing' in dataset) {
    console.error(`Training data is missing in ${data}: ${dataset.missing.join(', ')}.`);
    console.error('Name the folder that holds them with --data DIR or NEARMOST_DATA.');
    return 1;
  }
  console.log(`data: ${data}\nrows: ${dataset.summary}, held out ${dataset.heldOut.length}`);

  mkdirSync(values.out, { recursive: true });
  const file = (name: string): string => join(values.out, name);
  const resumes = values.resume && existsSync(file('checkpoint.bin'));
  const pieces: readonly Piece[] = resumes
    ? (JSON.parse(readFileSync(file('vocabulary.json'), 'utf8')) as Piece[])
    : learnVocabulary(dataset.texts, dataset.intents, dataset.slots, recipe.shape.vocabulary);
  if (!resumes) writeFileSync(file('vocabulary.json'), JSON.stringify(pieces));
  const { weights, progress } = resumes
    ? loadCheckpoint(file('checkpoint.bin'))
    : { weights: freshWeights(recipe.shape, recipe.seed), progress: { step: 0, epoch: 0, batch: 0 } };

  const tokenizer = createHouseTokenizer(pieces);
  const threads = Number(values.threads);
  const { time } = recipe.batch;
  const options = {
    ...recipe,
    weights,
    threads,
    from: progress,
    clock: () => performance.now(),
    examples: (epoch: number) =>
      epoch === 0
        ? readingExamples(dataset.reading, tokenizer, time)
        : shuffled(createRandom(recipe.seed, 8, epoch), [
            ...joinSome(
              examplesOf(dataset.epoch(epoch), tokenizer, recipe.promptLoss, time),
              recipe.joined,
              time,
              createRandom(recipe.seed, 5, epoch),
            ),
            ...dataset
              .skills(epoch)
              .map((row) => skillExample(row, tokenizer, recipe.promptLoss))
              .filter(({ tokens }) => tokens.length - 1 <= time),
          ]),
  };
  const readingSteps = Math.floor(
    packRows(readingExamples(dataset.reading, tokenizer, time), time).length / recipe.batch.batch,
  );
  console.log(`reading: ${readingSteps} steps`);
  const parameters = [...weights.values()].reduce((sum, { value }) => sum + value.length, 0);
  const seconds = await estimateStep(options);
  console.log(
    `model: ${parameters} parameters; step ${progress.step} of ${steps}; ` +
      `estimate ${minutes(seconds * (steps - progress.step))} at ${(seconds * 1000).toFixed(0)} ms a step`,
  );

  const evaluator = await createEvaluator(recipe.shape, recipe.batch, weights, threads);
  const measure = async (weighed: Evaluator): Promise<string> =>
    describe(await measureHeldOut(dataset.heldOut, tokenizer, weighed, time));
  const average = createAverage(
    weights,
    resumes && existsSync(file('average.bin')) ? loadCheckpoint(file('average.bin')).weights : weights,
  );
  const averaged = await createEvaluator(recipe.shape, recipe.batch, average.weights, threads);
  const started = performance.now();
  let loss = 0;
  let pace = 0;
  const last = await train({
    ...options,
    onStep: async (report) => {
      const { step, epoch } = report.progress;
      loss = step === 1 ? report.loss : 0.98 * loss + 0.02 * report.loss;
      pace = report.tokensPerSecond;
      if (step % 50 === 0)
        console.log(
          `step ${step}/${steps} epoch ${epoch} loss ${loss.toFixed(3)} norm ${report.norm.toFixed(2)} ` +
            `rate ${report.rate.toExponential(2)} ${pace.toFixed(0)} tok/s, ${minutes(report.secondsLeft)} left`,
        );
      if (step % AVERAGE_EVERY === 0) average.add(averageShare(step));
      if (step % CHECKPOINT_EVERY === 0) {
        saveCheckpoint(file('checkpoint.bin'), weights, report.progress);
        saveCheckpoint(file('average.bin'), average.weights, report.progress);
      }
      if (step % MEASURE_EVERY === 0 && step < steps) {
        exportHouse(file('house.gguf'), recipe.shape, weights, pieces);
        console.log(`held out at step ${step}: ${await measure(evaluator)}`);
        console.log(`the same, averaged: ${await measure(averaged)}`);
      }
      return !(values['reading-only'] && step === readingSteps);
    },
  });
  saveCheckpoint(file('checkpoint.bin'), weights, last);
  exportHouse(file('house.gguf'), recipe.shape, weights, pieces);
  saveCheckpoint(file('average.bin'), average.weights, last);
  exportHouse(file('house.average.gguf'), recipe.shape, average.weights, pieces);
  console.log(`held out at the end: ${await measure(evaluator)}`);
  console.log(`the same, averaged: ${await measure(averaged)}`);
  console.log(
    `took ${minutes((performance.now() - started) / 1000)} for ${steps - progress.step} steps, ${pace.toFixed(0)} tok/s`,
  );
  console.log(`model: ${file('house.gguf')}`);
  await evaluator.close();
  await averaged.close();
  return 0;
}

process.exitCode = await main();
