import type { Job } from '../../contract/index.ts';
import { measureBandwidth } from '../../device/bandwidth.ts';
import { probeDevice } from '../../device/probe.ts';
import type { MemoryProfile } from '../../device/profile.ts';
import { recommend, type Recommendation } from '../../store/catalog.ts';

/** The catalog for this machine, best first. Reads memory for a moment to tell how fast each model would speak. */
export async function recommendHere(
  job: Job | undefined,
): Promise<{ memory: MemoryProfile; models: Recommendation[] }> {
  const device = { ...(await probeDevice()), bandwidth: await measureBandwidth() };
  return { memory: device.memory, models: recommend(job, device) };
}
