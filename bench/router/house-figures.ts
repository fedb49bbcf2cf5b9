import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readClinc } from '../../models/house/clinc.ts';
import { answerOf, NONE, textOf, type Command } from '../../models/house/command.ts';
import { compareAnswers } from '../../models/house/compare.ts';
import { readSnips } from '../../models/house/snips.ts';
import { createRandom, shuffled } from '../../src/kit/random.ts';
import { auroc } from '../../src/router/calibration/auroc.ts';
import { calibrated, fitCalibrator } from '../../src/router/calibration/calibrator.ts';
import { calibrationError } from '../../src/router/calibration/error.ts';
import { HOUSE, openHouse } from '../lib/house-runtime.ts';
import { round } from './cross-validate.ts';
import { floorFigures } from './floors.ts';
import { foldsOf } from './folds.ts';
import { unknown } from './public-sets.ts';

type Figures = Record<string, unknown>;

/** An answer to an everyday command, through the whole product. */
interface Answered {
  /** What the router reads, 0 to 1. */
  readonly confidence: number;
  readonly right: boolean;
  /** The router hands it over whatever the confidence. */
  readonly declined: boolean;
}

const KEYS = ['floor_missed_pct', 'floor_local_share', 'confidence_auroc', 'confidence_ece'];
/** Of what `auto` answers. */
const AUTO_KEYS: ReadonlySet<string> = new Set([
  'floor_missed_pct',
  'floor_local_share',
  'confidence_auroc',
  'confidence_auroc_95',
  'confidence_auroc_snips',
  'confidence_ece',
  'confidence_ece_shipped',
]);
const FLOORS = [0.9, 0.95, 0.99] as const;
const FOLDS = 5;

/** The whole answer, or the intent where the set labels no slots. */
function isRight(command: Command, answer: Parameters<typeof compareAnswers>[0]): boolean {
  return command.slotsKnown
    ? compareAnswers(answer, answerOf(command)) === 'right'
    : answer?.intent === command.intent;
}

/** Area under the curve with a 95 % interval over answers. */
function aurocOf(answers: readonly Answered[]): { value: number; interval: [number, number] } {
  const area = (list: readonly Answered[]): number =>
    auroc(
      list.filter(({ right }) => right).map(({ confidence }) => confidence),
      list.filter(({ right }) => !right).map(({ confidence }) => confidence),
    );
  const random = createRandom(7);
  const again = Array.from({ length: 200 }, () =>
    area(answers.map(() => answers[Math.floor(random() * answers.length)] as Answered)),
  ).sort((a, b) => a - b);
  return { value: round(area(answers)), interval: [round(again[4] ?? 0), round(again[194] ?? 1)] };
}

/** Calibration error on answers that the calibration never saw: each fold is read by what the others taught. */
function crossFitError(answers: readonly Answered[]): number {
  const fold = foldsOf(
    answers.map((_, i) => String(i)),
    FOLDS,
    1,
  );
  const forecasts = answers.map(({ confidence, right }) => ({ confidence, right }));
  for (let own = 0; own < FOLDS; own++) {
    const others = answers.filter((_, i) => fold[i] !== own);
    const calibrator = fitCalibrator(
      others.map(({ confidence }) => confidence),
      others.map(({ right }) => right),
    );
    if (calibrator)
      for (const [i, forecast] of forecasts.entries())
        if (fold[i] === own) forecast.confidence = calibrated(calibrator, forecast.confidence);
  }
  return round(calibrationError(forecasts));
}

/** Answers of the house model (`local/house`), or of what the product asks first with what comes with it (`auto`). */
async function answersOf(model: string, commands: readonly Command[]): Promise<Answered[]> {
  const house = await openHouse(1, model);
  try {
    return (await house.answerAll(commands.map(textOf))).map(({ answer, confidence }, i) => ({
      confidence,
      right: isRight(commands[i] as Command, answer),
      declined: answer?.intent === NONE,
    }));
  } finally {
    await house.close();
  }
}

/**
 * How honest the confidence of the house model is, and what a promised quality keeps on this device; the same of what `auto`
 * answers, where a tagger is asked ahead of the model. What `auto` hands over counts with the house model's own word.
 */
export async function houseFigures(data: string, quick: boolean): Promise<Figures> {
  const snips = readSnips(data, 'validate');
  const clinc = readClinc(data, 'test');
  const foreign = readClinc(data, 'oos_test');
  if (!snips || !clinc || !foreign)
    return unknown(
      KEYS,
      `${data} has no ${snips ? 'clinc150: CLINC150, CC BY 3.0, github.com/clinc/oos-eval' : 'snips: SNIPS, CC0, github.com/sonos/nlu-benchmark'}`,
    );
  if (!existsSync(join(import.meta.dirname, '../../models/house/house.gguf')))
    return unknown(KEYS, 'models/house/house.gguf is not there; make it with: npm run house:train');
  const some = (rows: readonly Command[], few: number): readonly Command[] =>
    quick ? shuffled(createRandom(1), rows).slice(0, few) : rows;
  const sets = [some(snips, 150), some(clinc, 1200), some(foreign, 0)] as const;
  const commands = sets.flat();
  const [a, b] = [sets[0].length, sets[0].length + sets[1].length];
  const figures = async (model: string): Promise<Figures> => {
    const answers = await answersOf(model, commands);
    return figuresOf(answers.slice(0, a), answers.slice(a, b), answers.slice(b), quick);
  };
  const auto = Object.entries(await figures('auto')).filter(([key]) => AUTO_KEYS.has(key));
  return {
    ...(await figures(HOUSE)),
    ...Object.fromEntries(auto.map(([key, value]) => [`auto_${key}`, value])),
  };
}

function figuresOf(
  snips: readonly Answered[],
  clinc: readonly Answered[],
  foreign: readonly Answered[],
  quick: boolean,
): Figures {
  const both = [...snips, ...clinc];
  const all = aurocOf(both);
  const floorsOf = (list: readonly Answered[]) => {
    const judged = list.map(({ confidence, right, declined }) => ({
      confidence: declined ? 0 : confidence,
      // a request that is declined is handed over: nothing wrong was served
      score: right && !declined ? 1 : 0,
    }));
    return FLOORS.map((floor) => floorFigures(judged, floor, quick ? 200 : 1000));
  };
  const floors = floorsOf(clinc);
  return {
    confidence_auroc: all.value,
    confidence_auroc_95: all.interval,
    confidence_auroc_snips: aurocOf(snips).value,
    confidence_auroc_clinc: aurocOf(clinc).value,
    confidence_ece: crossFitError(both),
    confidence_ece_shipped: round(calibrationError(both)),
    confidence_n: both.length,
    floor_missed_pct: Math.max(...floors.map(({ missed_pct }) => missed_pct)),
    floor_local_share: floors.find(({ floor }) => floor === 0.95)?.local_share ?? null,
    floors,
    ...(foreign.length === 0 ? {} : { floors_with_out_of_scope: floorsOf([...clinc, ...foreign]) }),
  };
}
