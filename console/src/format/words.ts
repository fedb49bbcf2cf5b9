export { after } from '../../../src/kit/words/after.ts';
export { ago } from '../../../src/kit/words/ago.ts';
export { bytes } from '../../../src/kit/words/bytes.ts';
export { clock } from '../../../src/kit/words/clock.ts';
export { count } from '../../../src/kit/words/count.ts';
export { duration } from '../../../src/kit/words/duration.ts';
export { money } from '../../../src/kit/words/money.ts';
export { percent } from '../../../src/kit/words/percent.ts';
export { probability } from '../../../src/kit/words/probability.ts';
export {
  confidenceSource,
  labelWords,
  leftWords,
  OUTCOME_WORDS,
  tokenWords,
} from '../../../src/kit/words/decision.ts';
