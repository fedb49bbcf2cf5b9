import type { ModelRecord } from '../contract/index.ts';
import { fits } from '../device/fits.ts';
import type { DeviceProfile } from '../device/profile.ts';
import { sizeContext } from '../memory/size-context.ts';
import type { LocalOption } from './decide.ts';

interface Parts {
  /** What each model is opened with at most. */
  wish: { contextSize: number; sequences: number };
  device: DeviceProfile;
  /** Bytes of all models together. */
  budget: number;
  /** Why a model does not fit into what is budgeted now; undefined: it does. */
  misfit: (record: ModelRecord) => string | undefined;
}

/** A model as the decision sees it: with how much context it would open, and why this device cannot hold it, if so. */
function sizeUp(record: ModelRecord, { wish, device, budget }: Parts): LocalOption {
  const size = sizeContext(record.info, wish, budget);
  const fit = fits({ info: record.info, fileBytes: record.bytes, ...size }, device);
  return { record, contextSize: size.contextSize, ...(fit.verdict === 'never' ? { misfit: fit.words } : {}) };
}

/** Judges models for the decision. Header facts do not change while a record is the same: they are worked out once. */
export function createLocalOptions(parts: Parts): (record: ModelRecord) => LocalOption {
  const sized = new WeakMap<ModelRecord, LocalOption>();
  return (record) => {
    const known = sized.get(record);
    if (known) return known;
    const made = { ...sizeUp(record, parts), beyondBudget: () => parts.misfit(record) };
    sized.set(record, made);
    return made;
  };
}
