import { decode, type Core } from '../../../src/learning/students/extract/decode.ts';
import { answerOf, NONE, textOf } from '../command.ts';
import type { Answer, Command } from '../command.ts';
import { compareAnswers } from '../compare.ts';
import { HOUSE, sha256Of } from '../skills/finish.ts';
import { SNIPS_INTENTS } from '../snips.ts';
import { fitPlatt, sigmoid } from '../stats.ts';
import type { VariantRecipe } from './recipe.ts';

interface Judged {
  readonly logprob: number;
  readonly right: boolean;
  readonly abstains: boolean;
}

/** What the tagger says of a row, in the numbers that the product sees. */
function judge(core: Core, row: Command): Judged {
  const said = decode(core, textOf(row));
  const answer = said && (JSON.parse(JSON.stringify(said.value)) as Answer);
  return {
    logprob: Math.log(sigmoid(said?.signals[0] ?? -9)),
    right: compareAnswers(answer, answerOf(row)) === 'right',
    abstains: answer === undefined || answer.intent === NONE,
  };
}

const share = (list: readonly Judged[], is: (one: Judged) => boolean): number =>
  list.filter(is).length / Math.max(1, list.length);

/**
 * The card of a trained variant, its confidence fitted on the held-out rows.
 * @param heldOut rows that the house model holds out for choices, of all kinds
 */
export function cardOf(
  name: string,
  { task, ...training }: VariantRecipe,
  core: Core,
  heldOut: readonly Command[],
): Record<string, unknown> {
  const own = heldOut.filter(({ origin }) => origin === 'snips').map((row) => judge(core, row));
  const intents: ReadonlySet<string> = new Set(SNIPS_INTENTS);
  const others = heldOut.filter(({ intent }) => !intents.has(intent)).map((row) => judge(core, row));
  const spoken = own.filter(({ abstains }) => !abstains);
  const { a, b } = fitPlatt(
    spoken.map(({ logprob }) => logprob),
    spoken.map(({ right }) => right),
  );
  return {
    id: `house+${name}`,
    name: `Nearmost House: ${name}`,
    version: '1.0.0',
    licence: 'Apache-2.0',
    jobs: ['command'],
    base: sha256Of(HOUSE),
    parameters: [core.crf, ...core.linears].reduce((sum, { weights }) => sum + weights.length, 0),
    task,
    calibration: {
      feature: 'sequence_logprob',
      method: 'platt',
      a,
      b,
      n: spoken.length,
      data: 'SNIPS training rows held out for choices',
    },
    training: { data: 'SNIPS training rows; those of the house model as others', ...training },
    eval: {
      held_out_exact: share(own, ({ right }) => right),
      n: own.length,
      abstains_from_others: share(others, ({ abstains }) => abstains),
      others_n: others.length,
    },
  };
}
