import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packTagger, unpackTagger } from '../../../src/learning/taggers/codec.ts';
import { loadDataset } from '../dataset.ts';
import { RECIPE } from '../recipe.ts';
import { sha256Of } from '../skills/finish.ts';
import { cardOf } from './card.ts';
import { fitTagger } from './fit-tagger.ts';
import { VARIANTS } from './recipe.ts';
import { rowsOf } from './rows.ts';

const HELP = `node models/house/variants/train.ts VARIANT [--data DIR]
Trains a variant of the house model, a tagger of words that does the same job and errs elsewhere, measures it on the rows held out
for choices, and puts it here. About a minute on one core. Data: --data, else $NEARMOST_DATA, else ../shared/data.
VARIANT: ${Object.keys(VARIANTS).join(', ')}.`;

const root = resolve(import.meta.dirname, '../../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, help: { type: 'boolean', default: false } },
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
  const rows = 'missing' in dataset ? undefined : rowsOf(data, dataset, recipe);
  if ('missing' in dataset || rows === undefined) {
    const missing = 'missing' in dataset ? dataset.missing : ['snips/'];
    console.error(`Training data is missing in ${data}: ${missing.join(', ')}.`);
    console.error('Name the folder that holds them with --data DIR or NEARMOST_DATA.');
    return 1;
  }
  console.log(`${name}: ${rows.own.length} rows, ${rows.foreign.length} of others`);
  const packed = packTagger(await fitTagger(rows, recipe, console.log));
  const folder = join(import.meta.dirname, name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'tagger.bin');
  writeFileSync(path, packed);
  // read back, so that what is measured is what is used
  const card = { ...cardOf(name, recipe, unpackTagger(packed), dataset.heldOut), sha256: sha256Of(path) };
  writeFileSync(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  console.log(packed.length, 'bytes', JSON.stringify(card));
  return 0;
}

process.exitCode = await main();
