// node models/house/variants/finish.ts VARIANT [--data DIR] [--from FILE]: fits the confidence of a trained variant on the rows held
// out for choices, and puts it with its card here.
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ChatRequest, LoadedModel, ModelCard } from '../../../src/contract/index.ts';
import { parseAnswer } from '../answerer.ts';
import { readCard } from '../card.ts';
import { answerOf, textOf } from '../command.ts';
import type { Command } from '../command.ts';
import { compareAnswers } from '../compare.ts';
import { loadDataset } from '../dataset.ts';
import { RECIPE } from '../recipe.ts';
import { HOUSE, sha256Of, withHouse } from '../skills/finish.ts';
import { fitPlatt } from '../stats.ts';
import { VARIANTS } from './recipe.ts';

const root = resolve(import.meta.dirname, '../../..');
const SIDE_BY_SIDE = 8;
const ORDERS = { text: '', reversed: ' with the slots in reversed order' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, from: { type: 'string' } },
});

interface Judged {
  readonly logprob: number;
  readonly right: boolean;
}

async function judge(base: LoadedModel, rows: readonly Command[], path: string): Promise<Judged[]> {
  const { responseFormat } = readCard() as unknown as Required<ModelCard>;
  const judged: Judged[] = [];
  const ask = async (row: Command): Promise<Judged> => {
    const messages: ChatRequest['messages'] = [{ role: 'user', content: textOf(row) }];
    const request: ChatRequest = { model: 'local/house', messages, temperature: 0, responseFormat };
    let [said, logprob] = ['', 0];
    for await (const part of base.chat(request, { adapter: { path } })) {
      if (part.type !== 'text') continue;
      said += part.text;
      logprob += part.score?.logprob ?? 0;
    }
    return { logprob, right: compareAnswers(parseAnswer(said), answerOf(row)) === 'right' };
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (let at = next++; at < rows.length; at = next++) judged[at] = await ask(rows[at] as Command);
    }),
  );
  return judged;
}

async function main(): Promise<number> {
  const [name = ''] = positionals;
  const recipe = VARIANTS[name];
  const data = resolve(values.data ?? process.env['NEARMOST_DATA'] ?? join(root, '../shared/data'));
  const from = resolve(values.from ?? join(root, 'tmp/variants', name, 'adapter.gguf'));
  const dataset = existsSync(data) ? loadDataset(data, RECIPE) : { missing: ['the folder'] };
  if (recipe === undefined || !existsSync(from) || 'missing' in dataset) {
    console.error(
      `Needed: a variant (${Object.keys(VARIANTS).join(', ')}), its ${from}, and the data of the house model in ${data}.`,
    );
    return 2;
  }
  const rows = dataset.heldOut.filter(({ origin }) => origin === 'snips');
  const judged = await withHouse(HOUSE, 1, (base) => judge(base, rows, from));
  const { a, b } = fitPlatt(
    judged.map(({ logprob }) => logprob),
    judged.map(({ right }) => right),
  );
  const folder = join(import.meta.dirname, name);
  mkdirSync(folder, { recursive: true });
  copyFileSync(from, join(folder, 'adapter.gguf'));
  chmodSync(join(folder, 'adapter.gguf'), 0o644);
  const card = {
    id: `house+${name}`,
    name: `Nearmost House: ${name}`,
    version: '1.0.0',
    licence: 'Apache-2.0',
    jobs: ['command'],
    base: sha256Of(HOUSE),
    task: `The job of the base, learned on from another draw of its rows${ORDERS[recipe.order]}, so that it errs elsewhere. For mixtures.`,
    calibration: {
      feature: 'sequence_logprob',
      method: 'platt',
      a,
      b,
      n: rows.length,
      data: 'SNIPS training rows held out for choices',
    },
    training: { data: 'that of the base, see its card', ...recipe },
    eval: { held_out_exact: judged.filter(({ right }) => right).length / rows.length, n: rows.length },
    sha256: sha256Of(from),
  };
  writeFileSync(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  console.log(JSON.stringify(card.eval));
  return 0;
}

process.exitCode = await main();
