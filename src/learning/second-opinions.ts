import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModelRecord } from '../contract/index.ts';
import { readSecondOpinion, type SecondOpinion } from './students/probe/second-opinion.ts';
import { readSlotOpinion, type SlotOpinion } from './students/probe/slot-opinion.ts';

/** The small models beside one model; absent: it has none, or it cannot be read. */
interface Small {
  value?: SecondOpinion;
  parts?: SlotOpinion;
}

/**
 * Second opinions on answers of the model that comes with the package, read at their first use.
 * @param trouble hears, once, why one cannot be read; then answers are judged without it
 */
export function createSecondOpinions(
  trouble: (error: unknown) => void,
): (
  record: ModelRecord,
  text: string,
  said: { value: string; parts: Readonly<Record<string, unknown>> },
) => { margin: number; parts?: number } | undefined {
  const known = new Map<string, Small>();

  function read({ id, path, card: { secondOpinion: card } }: ModelRecord): Small {
    const there = known.get(id);
    if (there) return there;
    const small: Small = {};
    known.set(id, small);
    const bytes = (file: string): Uint8Array => readFileSync(join(dirname(path), file));
    try {
      if (card) small.value = readSecondOpinion(bytes(card.file));
      if (card?.parts) small.parts = readSlotOpinion(bytes(card.parts.file));
    } catch (error) {
      // of two, one alone would not mean what the card's weights say
      delete small.value;
      trouble(error);
    }
    return small;
  }

  return (record, text, { value, parts }) => {
    // a file name of somebody else's card is not followed
    if (!record.card.secondOpinion || record.source !== 'embedded') return undefined;
    const small = read(record);
    const margin = small.value?.(text, value);
    if (margin === undefined) return undefined;
    return { margin, ...(small.parts ? { parts: small.parts(text, value, parts) } : {}) };
  };
}
