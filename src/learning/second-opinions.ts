import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModelRecord } from '../contract/index.ts';
import { readSecondOpinion, type SecondOpinion } from './students/probe/second-opinion.ts';
import { readAgreement, type Agreement } from './taggers/agreement.ts';
import type { Cores } from './taggers/cores.ts';

/**
 * Second opinions on answers of the model that comes with the package, read at their first use.
 * @param trouble hears, once, why one cannot be read; then answers that need it are judged without any
 * @param cores where taggers are shared with those who let them answer
 */
export function createSecondOpinions(
  trouble: (error: unknown) => void,
  cores: Cores,
): (
  record: ModelRecord,
  text: string,
  said: { value: string; whole?: unknown },
) => { margin: number; agreement?: number } | undefined {
  const known = new Map<string, unknown>();

  /** Reads a file beside a model's card at its first use; undefined when it cannot be read. */
  function beside<T>({ path }: ModelRecord, file: string, read: (path: string) => T): T | undefined {
    const whole = join(dirname(path), file);
    if (!known.has(whole)) {
      known.set(whole, undefined);
      try {
        known.set(whole, read(whole));
      } catch (error) {
        trouble(error);
      }
    }
    return known.get(whole) as T | undefined;
  }

  return (record, text, { value, whole }) => {
    const { secondOpinion: card, decline } = record.card;
    // a file name of somebody else's card is not followed
    if (!card || record.source !== 'embedded') return undefined;
    const { file } = card;
    const words = (path: string): SecondOpinion => readSecondOpinion(readFileSync(path));
    const margin = file === undefined ? 0 : beside<SecondOpinion>(record, file, words)?.(text, value);
    if (margin === undefined) return undefined;
    if (whole === undefined || card.reader === undefined) return { margin };
    const reader = beside<Agreement>(record, card.reader, (path) => readAgreement(path, decline, cores));
    return reader && { margin, agreement: reader(text, whole) };
  };
}
