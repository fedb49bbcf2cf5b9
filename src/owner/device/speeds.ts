import type { Figure, ModelRecord, ModelSpeed } from '../../contract/index.ts';
import { fits, type FitDevice } from '../../device/fits.ts';
import type { LocalSpeed } from '../../ledger/local-speeds.ts';

const unavailable = (note: string): Figure => ({ value: null, method: 'unavailable', note });

/** What was measured of each model beside what is expected of it. Pure. @param device with the memory's speed */
export function modelSpeeds(
  records: readonly ModelRecord[],
  measured: readonly LocalSpeed[],
  device: FitDevice,
): ModelSpeed[] {
  const seenOf = ({ id }: ModelRecord) => measured.find((one) => one.model === `local/${id}`);
  // An adapter or a variant is about as fast as its base: shown when it answered.
  const shown = records.filter(
    (record) => (record.adapter ?? record.variantOf) === undefined || seenOf(record),
  );
  return shown.map((record) => {
    const { id, info, bytes } = record;
    const model = `local/${id}`;
    const seen = seenOf(record);
    const expected = info.embeddingOnly
      ? null
      : fits({ info, fileBytes: bytes, contextSize: 512, sequences: 1 }, device).expectedTokensPerSecond;
    return {
      model,
      answers: seen?.answers ?? 0,
      tokensPerSecond: seen
        ? { value: seen.tokensPerSecond, method: 'measured' }
        : unavailable('it has not answered yet'),
      expectedTokensPerSecond:
        expected === null
          ? unavailable(info.embeddingOnly ? 'it writes no text' : 'the memory’s speed is not known')
          : { value: expected, method: 'estimated' },
    };
  });
}
