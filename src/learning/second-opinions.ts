import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModelRecord } from '../contract/index.ts';
import { readSecondOpinion, type SecondOpinion } from './students/probe/second-opinion.ts';

/**
 * Second opinions on answers of the model that comes with the package, read at their first use.
 * @param trouble hears, once, why one cannot be read; then answers are judged without it
 */
export function createSecondOpinions(
  trouble: (error: unknown) => void,
): (record: ModelRecord, text: string, answer: string) => number | undefined {
  const read = new Map<string, SecondOpinion | undefined>();
  return ({ id, source, path, card }, text, answer) => {
    const { secondOpinion } = card;
    // a file name of somebody else's card is not followed
    if (!secondOpinion || source !== 'embedded') return undefined;
    if (!read.has(id)) {
      let opinion: SecondOpinion | undefined;
      try {
        opinion = readSecondOpinion(readFileSync(join(dirname(path), secondOpinion.file)));
      } catch (error) {
        trouble(error);
      }
      read.set(id, opinion);
    }
    return read.get(id)?.(text, answer);
  };
}
