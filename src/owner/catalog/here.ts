import type { HereModel, ModelRecord, ModelSpeed } from '../../contract/index.ts';
import { probeDevice } from '../../device/probe.ts';
import { measuredBytes } from '../memory/measured-bytes.ts';
import { memoryOf } from '../memory/memory-of.ts';
import type { HeldDeps } from '../owner.ts';
import { originOf } from './origin-of.ts';

/** The model that another one stands on. */
function baseOf({ adapter, variantOf }: ModelRecord): string | null {
  const base = adapter?.base ?? variantOf;
  return base === undefined ? null : `local/${base}`;
}

/** The models on this device: what was foreseen of each beside what was measured. */
export async function here(
  records: readonly ModelRecord[],
  speeds: readonly ModelSpeed[],
  { home, runtime, database }: Pick<HeldDeps, 'home' | 'runtime' | 'database'>,
): Promise<HereModel[]> {
  const sizes = await memoryOf(records, {
    settings: runtime.settings,
    device: await probeDevice(home.dir),
    measured: (asked) => measuredBytes(database(), asked),
  });
  return records.map((record): HereModel => {
    const { id, bytes, info, card, source, sha256 = null } = record;
    const size = sizes[id];
    const speed = speeds.find(({ model }) => model === `local/${id}`);
    return {
      model: `local/${id}`,
      name: card.name,
      jobs: card.jobs,
      licence: card.licence,
      bytes,
      quantisation: info.quantisation,
      parameters: info.parameters,
      contextLength: info.contextLength,
      origin: originOf(record, home),
      source,
      sha256,
      base: baseOf(record),
      contextSize: size?.contextSize ?? 0,
      sequences: size?.sequences ?? 0,
      predicted: {
        bytes: size?.predictedBytes ?? null,
        tokensPerSecond: speed?.expectedTokensPerSecond.value ?? null,
      },
      measured: {
        bytes: size?.measuredBytes ?? null,
        tokensPerSecond: speed?.tokensPerSecond.value ?? null,
        answers: speed?.answers ?? 0,
      },
    };
  });
}
