import { NearmostError } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import type { AnswerProfile, Student, StudentTrainer, TrainContext } from '../student.ts';
import { createRandom } from '../../kit/random.ts';
import { decodeModel, encodeModel } from './extract/codec.ts';
import { fitConfidence } from './extract/confidence.ts';
import { crossFit } from './extract/cross-fit.ts';
import { fit, prepare } from './extract/fit.ts';
import { commonStyle } from './extract/json-style.ts';
import { answerWith, type ExtractModel } from './extract/model.ts';
import { readExamples } from './extract/read-examples.ts';
import { neededFile } from './needed-file.ts';

const FILE = 'extract.bin';
const MIN_EXAMPLES = 20;
/** Training time grows with the examples: of more, the newest count. */
const MAX_EXAMPLES = 20_000;

function unsuited({ kind, examples }: AnswerProfile): string | undefined {
  if (kind === 'labels') return 'the answers are single labels, not JSON: a probe fits them';
  if (kind === 'text') return 'the answers are prose, not JSON: nothing to fill with words of the request';
  if (examples < MIN_EXAMPLES) return `${examples} examples are too few: filling needs ${MIN_EXAMPLES}`;
  return undefined;
}

function studentOf(file: Uint8Array, model: ExtractModel): Student {
  return {
    kind: 'extract',
    base: null,
    answer: (input) => answerWith(model, input),
    save: () => new Map([[FILE, file]]),
  };
}

async function train(examples: readonly Example[], context: TrainContext): Promise<Student> {
  const { read, passed } = readExamples(examples.slice(-MAX_EXAMPLES));
  const reasons = Object.entries(passed).map(([reason, count]) => `${count} ${reason}`);
  if (reasons.length > 0) context.onProgress?.(`extract: passed over ${reasons.join(', ')}`);
  if (read.length === 0)
    throw new NearmostError('invalid_request', 'None of the examples has a JSON answer to learn from.', {
      hint: 'See what was captured: nearmost learn status',
    });
  context.signal?.throwIfAborted();
  const prepared = prepare(read);
  const options = {
    random: createRandom(context.seed, 0xe47ac7),
    async pause(words: string) {
      if (words !== '') context.onProgress?.(`extract: ${words}`);
      await new Promise((next) => setImmediate(next));
      context.signal?.throwIfAborted();
    },
  };
  const outcomes = await crossFit(prepared, options);
  const core = await fit(prepared, [...read.keys()], options);
  const confidence = fitConfidence(core.shape, outcomes);
  const style = commonStyle(examples.map(({ output }) => output));
  // Read back, so that what answers is exactly what was saved.
  const file = encodeModel({ core, confidence, style });
  return studentOf(file, decodeModel(file));
}

/**
 * For answers that are JSON with leaves copied from the request: a classifier for what is closed, a tagger for what is
 * copied, both linear. It finds out by itself which leaves are copies. Confidence is the fitted probability that the
 * whole answer is right.
 */
export function createExtractTrainer(): StudentTrainer {
  return {
    kind: 'extract',
    unsuited,
    train,
    load(files) {
      const file = neededFile(files, FILE);
      return studentOf(file, decodeModel(file));
    },
  };
}
