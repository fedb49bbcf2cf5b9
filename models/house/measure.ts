import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createAnswerer } from './answerer.ts';
import type { Answerer, Reply } from './answerer.ts';
import { confidenceOf, readCard } from './card.ts';
import type { Card } from './card.ts';
import { readClinc } from './clinc.ts';
import { answerOf, textOf } from './command.ts';
import type { Command } from './command.ts';
import { compareAnswers } from './compare.ts';
import { readSnips } from './snips.ts';
import { auroc, aurocInterval, wilson } from './stats.ts';

/** The part of the card that a measurement needs. */
type Measured = Pick<Card, 'calibration' | 'responseFormat'>;

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
const interval = ([low, high]: [number, number]): [number, number] => [round(low), round(high)];

/** Loads the model file with the names its card gives. */
export function openModel(
  path: string,
  { responseFormat }: Pick<Card, 'responseFormat'>,
  threads: number,
): Promise<Answerer> {
  const { intent, slots } = responseFormat.schema.properties;
  return createAnswerer(
    path,
    { intents: intent.enum, slots: slots.propertyNames.enum },
    { sequences: 8, threads },
  );
}

/** Every n-th row, so that about `most` are left, evenly spread. */
function thinned(rows: readonly Command[], most: number): readonly Command[] {
  if (rows.length <= most) return rows;
  return rows.filter(
    (_, i) => Math.floor((i * most) / rows.length) !== Math.floor(((i - 1) * most) / rows.length),
  );
}

/** Accuracy on the validation rows of SNIPS. */
async function measureSnips(answerer: Answerer, rows: readonly Command[]): Promise<Record<string, unknown>> {
  const replies = await answerer.answerAll(rows.map(textOf));
  const verdicts: Record<string, number> = {};
  for (const [i, row] of rows.entries()) {
    const verdict = compareAnswers(replies[i]?.answer, answerOf(row));
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  const n = rows.length;
  const exact = verdicts['right'] ?? 0;
  const intent = n - (verdicts['wrong intent'] ?? 0) - (verdicts['unreadable'] ?? 0);
  return {
    intent_accuracy: round(intent / n),
    intent_accuracy_95: interval(wilson(intent, n)),
    exact: round(exact / n),
    exact_95: interval(wilson(exact, n)),
    snips_n: n,
    snips_verdicts: verdicts,
    grammar_stepped_in: replies.filter(({ constrained }) => constrained).length,
  };
}

/** How well the confidence tells CLINC150 commands of known intents from those of none. */
async function measureScope(
  answerer: Answerer,
  inside: readonly Command[],
  outside: readonly Command[],
  card: Measured,
): Promise<Record<string, unknown>> {
  const replies = await answerer.answerAll([...inside, ...outside].map(textOf));
  const confidence = (reply: Reply): number => confidenceOf(reply, card.calibration);
  const positives = replies.slice(0, inside.length).map(confidence);
  const negatives = replies.slice(inside.length).map(confidence);
  const intents = inside.filter(({ intent }, i) => replies[i]?.answer?.intent === intent).length;
  const declined = replies.slice(inside.length).filter(({ answer }) => answer?.intent === 'none').length;
  return {
    oos_auroc: round(auroc(positives, negatives)),
    oos_auroc_95: interval(aurocInterval(positives, negatives)),
    clinc_n: inside.length,
    oos_n: outside.length,
    clinc_intent_accuracy: round(intents / inside.length),
    clinc_intent_accuracy_95: interval(wilson(intents, inside.length)),
    oos_declined: round(declined / outside.length),
    oos_declined_95: interval(wilson(declined, outside.length)),
  };
}

export interface MeasureOptions {
  readonly model: string;
  readonly card: Measured;
  readonly data: string;
  /** Fewer rows. */
  readonly quick: boolean;
  readonly threads: number;
}

/** All figures of the house benchmark; a figure whose data is absent is null, with the reason beside it. */
export async function measureHouse(options: MeasureOptions): Promise<Record<string, unknown>> {
  const { data, quick, card } = options;
  const megabytes = statSync(options.model).size / 1e6;
  const answerer = await openModel(options.model, card, options.threads);
  try {
    const snips = readSnips(data, 'validate');
    const inside = readClinc(data, 'test');
    const outside = readClinc(data, 'oos_test');
    const why = (folder: string): string => `No ${folder} in ${data}.`;
    const most = (rows: readonly Command[], few: number): readonly Command[] =>
      quick ? thinned(rows, few) : rows;
    const snipsFigures = snips
      ? await measureSnips(answerer, most(snips, 350))
      : {
          intent_accuracy: null,
          intent_accuracy_why: why('snips'),
          exact: null,
          exact_why: why('snips'),
          snips_n: 0,
        };
    const scopeFigures =
      inside && outside
        ? await measureScope(answerer, most(inside, 900), most(outside, 500), card)
        : { oos_auroc: null, oos_auroc_why: why('clinc150'), clinc_n: 0, oos_n: 0 };
    const n = [snipsFigures['snips_n'], scopeFigures['clinc_n'], scopeFigures['oos_n']].map(Number);
    return {
      ...snipsFigures,
      ...scopeFigures,
      model_mb: Math.round(megabytes * 100) / 100,
      n: n.reduce((a, b) => a + b, 0),
    };
  } finally {
    await answerer.close();
  }
}

/** The committed model and its card, where they are there. */
export function committedModel(): { model: string; card: Card } | undefined {
  const model = join(import.meta.dirname, 'house.gguf');
  return existsSync(model) ? { model, card: readCard() } : undefined;
}
