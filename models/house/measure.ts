import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createAnswerer } from './answerer.ts';
import type { Answerer } from './answerer.ts';
import { confidenceOf, readCard } from './card.ts';
import type { Card } from './card.ts';
import { readClinc } from './clinc.ts';
import { answerOf, textOf } from './command.ts';
import type { Answer, Command } from './command.ts';
import { compareAnswers } from './compare.ts';
import { readSnips } from './snips.ts';
import { auroc, aurocInterval, wilson } from './stats.ts';

/** What is measured: an answer and how sure it is. */
export interface Judged {
  readonly answer: Answer | undefined;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Something that answers commands: the model alone, or the whole product around it. */
export interface House {
  answerAll(texts: readonly string[]): Promise<Judged[]>;
  close(): Promise<void>;
}

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

/** The model alone, without the product around it: what a recipe is judged by. */
export async function modelAlone(
  path: string,
  card: Pick<Card, 'calibration' | 'responseFormat'>,
  threads: number,
): Promise<House> {
  const answerer = await openModel(path, card, threads);
  return {
    answerAll: async (texts) =>
      (await answerer.answerAll(texts)).map((reply) => ({
        answer: reply.answer,
        confidence: confidenceOf(reply, card.calibration),
      })),
    close: answerer.close,
  };
}

/** Every n-th row, so that about `most` are left, evenly spread. */
function thinned(rows: readonly Command[], most: number): readonly Command[] {
  if (rows.length <= most) return rows;
  return rows.filter(
    (_, i) => Math.floor((i * most) / rows.length) !== Math.floor(((i - 1) * most) / rows.length),
  );
}

/** Accuracy on the validation rows of SNIPS. */
async function measureSnips(house: House, rows: readonly Command[]): Promise<Record<string, unknown>> {
  const replies = await house.answerAll(rows.map(textOf));
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
  };
}

/** How well the confidence tells CLINC150 commands of known intents from those of none. */
async function measureScope(
  house: House,
  inside: readonly Command[],
  outside: readonly Command[],
): Promise<Record<string, unknown>> {
  const replies = await house.answerAll([...inside, ...outside].map(textOf));
  const confidences = replies.map(({ confidence }) => confidence);
  const positives = confidences.slice(0, inside.length);
  const negatives = confidences.slice(inside.length);
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
  /** Closed afterwards. */
  readonly house: House;
  /** The model's file, for its size. */
  readonly model: string;
  readonly data: string;
  /** Fewer rows. */
  readonly quick: boolean;
}

/** All figures of the house benchmark; a figure whose data is absent is null, with the reason beside it. */
export async function measureHouse(options: MeasureOptions): Promise<Record<string, unknown>> {
  const { data, quick, house } = options;
  const megabytes = statSync(options.model).size / 1e6;
  try {
    const snips = readSnips(data, 'validate');
    const inside = readClinc(data, 'test');
    const outside = readClinc(data, 'oos_test');
    const why = (folder: string): string => `No ${folder} in ${data}.`;
    const most = (rows: readonly Command[], few: number): readonly Command[] =>
      quick ? thinned(rows, few) : rows;
    const snipsFigures = snips
      ? await measureSnips(house, most(snips, 350))
      : {
          intent_accuracy: null,
          intent_accuracy_why: why('snips'),
          exact: null,
          exact_why: why('snips'),
          snips_n: 0,
        };
    const scopeFigures =
      inside && outside
        ? await measureScope(house, most(inside, 900), most(outside, 500))
        : { oos_auroc: null, oos_auroc_why: why('clinc150'), clinc_n: 0, oos_n: 0 };
    const n = [snipsFigures['snips_n'], scopeFigures['clinc_n'], scopeFigures['oos_n']].map(Number);
    return {
      ...snipsFigures,
      ...scopeFigures,
      model_mb: Math.round(megabytes * 100) / 100,
      n: n.reduce((a, b) => a + b, 0),
    };
  } finally {
    await house.close();
  }
}

/** The committed model and its card, where they are there. */
export function committedModel(): { model: string; card: Card } | undefined {
  const model = join(import.meta.dirname, 'house.gguf');
  return existsSync(model) ? { model, card: readCard() } : undefined;
}
