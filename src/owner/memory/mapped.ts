import type { MappedModel, ModelRecord, ResidentState } from '../../contract/index.ts';

/** `title` of `house+title`; of weights that a skill of this device learned: what can be said of them. */
function nameOf(path: string, records: readonly ModelRecord[]): string {
  const id = records.find((record) => record.adapter && record.path === path)?.id;
  return id?.split('+').at(-1) ?? 'a learned skill';
}

/** A model in memory, its bytes told apart: skills first, then keys and values, the rest is weights and the process. Pure. */
export function mapped(
  { adapters, pid: _pid, ...state }: ResidentState,
  records: readonly ModelRecord[],
): MappedModel {
  const { bytes, softBytes } = state;
  const adapterBytes = Math.min(
    bytes,
    adapters.reduce((sum, adapter) => sum + adapter.bytes, 0),
  );
  const kvBytes = Math.min(bytes - adapterBytes, softBytes);
  return {
    ...state,
    adapters: adapters.map(({ path }) => nameOf(path, records)),
    adapterBytes,
    kvBytes,
    weightBytes: bytes - adapterBytes - kvBytes,
  };
}
