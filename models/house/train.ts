import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Piece } from '../../src/kit/spm/vocabulary.ts';
import { loadCheckpoint, saveCheckpoint } from '../../src/learning/trainer/checkpoint.ts';
import { createEvaluator } from '../../src/learning/trainer/evaluate.ts';
import { estimateStep } from '../../src/learning/trainer/estimate.ts';
import { createRandom } from '../../src/learning/trainer/random.ts';
import { train } from '../../src/learning/trainer/train.ts';
import { freshWeights } from '../../src/learning/trainer/weights.ts';
import { loadDataset } from './dataset.ts';
import { examplesOf, joinSome } from './examples.ts';
import { exportHouse } from './export.ts';
import { describe, measureHeldOut } from './held-out.ts';
import { QUICK, RECIPE } from './recipe.ts';
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
    quick: { type: 'boolean', default: false },
    steps: { type: 'string' },
    threads: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});

const CHECKPOINT_EVERY = 250;
const MEASURE_EVERY = 1000;
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
      joinSome(
        examplesOf(dataset.epoch(epoch), tokenizer, recipe.promptLoss, time),
        recipe.joined,
        time,
        createRandom(recipe.seed, 5, epoch),
      ),
  };
  const parameters = [...weights.values()].reduce((sum, { value }) => sum + value.length, 0);
  const seconds = await estimateStep(options);
  console.log(
    `model: ${parameters} parameters; step ${progress.step} of ${steps}; ` +
      `estimate ${minutes(seconds * (steps - progress.step))} at ${(seconds * 1000).toFixed(0)} ms a step`,
  );

  const evaluator = await createEvaluator(recipe.shape, recipe.batch, weights, threads);
  const measure = async (): Promise<string> =>
    describe(await measureHeldOut(dataset.heldOut, tokenizer, evaluator, time));
  const started = performance.now();
  let loss = 0;
  let pace = 0;
  await train({
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
      if (step % CHECKPOINT_EVERY === 0) saveCheckpoint(file('checkpoint.bin'), weights, report.progress);
      if (step % MEASURE_EVERY === 0 && step < steps) {
        exportHouse(file('house.gguf'), recipe.shape, weights, pieces);
        console.log(`held out at step ${step}: ${await measure()}`);
      }
      return true;
    },
  });
  exportHouse(file('house.gguf'), recipe.shape, weights, pieces);
  console.log(`held out at the end: ${await measure()}`);
  console.log(
    `took ${minutes((performance.now() - started) / 1000)} for ${steps - progress.step} steps, ${pace.toFixed(0)} tok/s`,
  );
  console.log(`model: ${file('house.gguf')}`);
  await evaluator.close();
  return 0;
}

process.exitCode = await main();
