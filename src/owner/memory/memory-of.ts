import type { ModelRecord, Settings } from '../../contract/index.ts';
import { modelSizes } from '../../device/model-sizes.ts';
import { neededBytes } from '../../device/needed-bytes.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { readGguf } from '../../kit/gguf/read.ts';
import { budgetBytes } from '../../memory/budget.ts';
import { sizeContext } from '../../memory/size-context.ts';
import { TAGGER } from '../../store/embedded.ts';

/** What a model takes as the settings would load it. */
export interface MemoryOf {
  /** Null: the header cannot be read any more. */
  predictedBytes: number | null;
  /** Null: never loaded like this. */
  measuredBytes: number | null;
  contextSize: number;
  sequences: number;
}

/** A model and how it would be loaded. */
interface Asked {
  record: ModelRecord;
  contextSize: number;
  sequences: number;
}

interface MemoryOfDeps {
  settings: Pick<Settings, 'local' | 'memory'>;
  device: Pick<DeviceProfile, 'simd' | 'memory'>;
  /** What they were seen to hold when they were loaded like this. */
  measured: (asked: readonly Asked[]) => (number | null)[] | Promise<(number | null)[]>;
}

/** Prediction and measurement of models, by id. Low-rank weights add their bytes to those of their base. */
export async function memoryOf(
  models: readonly ModelRecord[],
  { settings, device, measured: look }: MemoryOfDeps,
): Promise<Record<string, MemoryOf>> {
  const { local, memory: wanted } = settings;
  const { simd, memory } = device;
  const budget = budgetBytes(wanted.budget, memory.totalBytes);
  const wish = { contextSize: local.contextSize, sequences: local.parallel };
  const asked = models.map((record) => ({ record, ...sizeContext(record.info, wish, budget) }));
  const measured = await look(asked);
  const shown = asked.map(async ({ record, contextSize, sequences }, at) => {
    // a tagger answers in this process: it takes its file and no context
    if (record.engine === TAGGER)
      return [
        record.id,
        { predictedBytes: record.bytes, measuredBytes: null, contextSize, sequences },
      ] as const;
    const base = models.find(({ id }) => id === record.adapter?.base) ?? record;
    const header = await readGguf(base.path).catch(() => undefined);
    const need =
      header &&
      neededBytes({ sizes: modelSizes(header, simd), fileBytes: base.bytes, contextSize, sequences });
    const predictedBytes = need ? need.total + (base === record ? 0 : record.bytes) : null;
    return [
      record.id,
      { predictedBytes, measuredBytes: measured[at] ?? null, contextSize, sequences },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(shown));
}
