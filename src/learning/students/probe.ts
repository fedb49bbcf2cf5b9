import { NearmostError } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import type { AnswerProfile, Student, StudentTrainer, TrainContext } from '../student.ts';
import { answerKey } from './answer-key.ts';
import { textFeatures } from './features.ts';
import { neededFile } from './needed-file.ts';
import { decodeModel, encodeModel } from './probe/codec.ts';
import { guess, quantise, type LinearModel } from './probe/linear-model.ts';
import { trainLinear } from './probe/train-linear.ts';
import { createVocabulary, rowOf } from './probe/vocabulary.ts';

const FILE = 'probe.bin';
/** More different answers than this are no closed set. */
const MAX_ANSWERS = 2000;
/** Answers must come again: at most this many different ones for each example. */
const MAX_DISTINCT = 0.6;
const MIN_EXAMPLES = 20;
/** Weights of 32 bits while it learns: 96 MB. */
const MAX_WEIGHTS = 24_000_000;

function unsuited({ examples, distinct }: AnswerProfile): string | undefined {
  if (examples < MIN_EXAMPLES) return `${examples} examples are too few: a probe needs ${MIN_EXAMPLES}`;
  if (distinct > MAX_ANSWERS)
    return `${distinct} different answers are more than the ${MAX_ANSWERS} a probe chooses from`;
  if (distinct > examples * MAX_DISTINCT)
    return `${distinct} different answers in ${examples} examples: the answers do not come from a closed set`;
  return undefined;
}

function studentOf(model: LinearModel): Student {
  return {
    kind: 'probe',
    base: null,
    answer(input) {
      const { answer, confidence } = guess(model, input);
      const text = model.answers[answer];
      return text === undefined || confidence === 0 ? undefined : { text, confidence };
    },
    save: () => new Map([[FILE, encodeModel(model)]]),
  };
}

/** The distinct answers, each in the wording that came last, and the number of each example's answer. */
function answersOf(examples: readonly Example[]): { texts: string[]; numbers: Int32Array } {
  const numberOf = new Map<string, number>();
  const texts: string[] = [];
  const numbers = Int32Array.from(examples, ({ output }) => {
    const key = answerKey(output);
    const number = numberOf.get(key) ?? numberOf.size;
    numberOf.set(key, number);
    texts[number] = output;
    return number;
  });
  return { texts, numbers };
}

async function train(examples: readonly Example[], context: TrainContext): Promise<Student> {
  if (examples.length === 0)
    throw new NearmostError('invalid_request', 'There are no examples to learn from.', {
      hint: 'Let the app send requests first: nearmost learn status',
    });
  const { texts, numbers } = answersOf(examples);
  const features = examples.map(({ input }) => textFeatures(input));
  const vocabulary = createVocabulary(features, Math.floor(MAX_WEIGHTS / texts.length));
  const { weights, bias } = await trainLinear({
    rows: features.map((text) => rowOf(vocabulary, text)),
    answers: numbers,
    classes: texts.length,
    features: vocabulary.hashes.length,
    seed: context.seed,
    async onEpoch(done, all) {
      context.onProgress?.(`probe: pass ${done} of ${all} over ${examples.length} examples`);
      await new Promise((next) => setImmediate(next));
      context.signal?.throwIfAborted();
    },
  });
  return studentOf({ vocabulary, answers: texts, bias, ...quantise(weights, texts.length) });
}

/**
 * A linear model over a closed set of answers: one-against-the-rest on words and runs of characters. Its confidence is
 * the answer's share of the scores, lowered by what of the text was never seen: what is new has little.
 */
export function createProbeTrainer(): StudentTrainer {
  return {
    kind: 'probe',
    unsuited,
    train,
    load(files) {
      return studentOf(decodeModel(neededFile(files, FILE)));
    },
  };
}
