import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readGguf } from '../../../src/kit/gguf/read.ts';
import { piecesFromMetadata } from '../../../src/kit/spm/from-metadata.ts';
import { ortTrainer } from '../../../src/learning/trainer/ort-trainer.ts';
import { createRandom } from '../../../src/learning/trainer/random.ts';
import { loadDataset } from '../dataset.ts';
import { RECIPE } from '../recipe.ts';
import { HOUSE, sha256Of } from '../skills/finish.ts';
import { createHouseTokenizer } from '../tokenizer.ts';
import { drawn, variantText } from './examples.ts';
import { VARIANTS } from './recipe.ts';

const HELP = `node models/house/variants/train.ts VARIANT [--data DIR] [--out DIR] [--threads N]
Trains a variant of the house model, an adapter that does the same job and errs elsewhere. finish.ts puts it in its place.
VARIANT: ${Object.keys(VARIANTS).join(', ')}. Data: --data, else $NEARMOST_DATA, else ../shared/data. Goes to --out (tmp/variants)/VARIANT.`;

const root = resolve(import.meta.dirname, '../../..');
/** Longest row that is trained on, in tokens: what the base read. */
const LONGEST = 256;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: join(root, 'tmp/variants') },
    threads: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const [name = ''] = positionals;
  const recipe = VARIANTS[name];
  if (values.help || recipe === undefined) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const data = resolve(values.data ?? process.env['NEARMOST_DATA'] ?? join(root, '../shared/data'));
  const dataset = existsSync(data) ? loadDataset(data, RECIPE) : { missing: ['the folder'] };
  if ('missing' in dataset) {
    console.error(`Training data is missing in ${data}: ${dataset.missing.join(', ')}.`);
    console.error('Name the folder that holds them with --data DIR or NEARMOST_DATA.');
    return 1;
  }
  const { metadata } = await readGguf(HOUSE);
  const tokenizer = createHouseTokenizer(piecesFromMetadata(metadata));
  const { order, epoch, share, ...settings } = recipe;
  const rows = drawn(dataset.epoch(epoch), recipe, createRandom(recipe.seed, 1));
  const texts = rows
    .map((row) => variantText(row, tokenizer, order))
    .filter(({ tokens }) => tokens.length <= LONGEST);
  const heldOut = dataset.heldOut
    .filter(({ origin }) => origin === 'snips')
    .map((row) => variantText(row, tokenizer, order));
  const folder = join(resolve(values.out), name);
  mkdirSync(folder, { recursive: true });
  console.log(`${name}: ${texts.length} rows, slots ${order}, share ${JSON.stringify(share)}`);
  const report = await ortTrainer().train(
    {
      base: HOUSE,
      baseSha256: sha256Of(HOUSE),
      texts,
      heldOut,
      settings,
      memoryBytes: 4e9,
      threads: Number(values.threads),
      folder,
      out: join(folder, 'adapter.gguf'),
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
  console.log(JSON.stringify(report));
  return 0;
}

process.exitCode = await main();
