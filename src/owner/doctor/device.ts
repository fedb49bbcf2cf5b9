import type { Finding } from '../../contract/index.ts';
import { probeDevice } from '../../device/probe.ts';
import type { Bandwidth, DeviceProfile } from '../../device/profile.ts';
import { createEngines } from '../../engines/registry.ts';
import { bytes } from '../../kit/words/bytes.ts';
import { count } from '../../kit/words/count.ts';
import { lookAtEngines } from '../device/look-at-engines.ts';
import { note, ok, problem } from './finding.ts';

/** Free space below which a pull is likely to fail. */
const LITTLE_DISK = 3e9;

/** Memory, and how fast it is read: that bounds the speed of a model. */
function memoryFinding({ memory }: DeviceProfile, { bytesPerSecond, threads }: Bandwidth): Finding {
  const readers = threads === 1 ? 'one thread reads' : `${threads} threads read`;
  const speed = bytesPerSecond === null ? '' : `, ${readers} ${bytes(bytesPerSecond)}/s (measured)`;
  const where = memory.limitedBy === 'cgroup' ? ' (limit of this container)' : '';
  return ok('memory', `${bytes(memory.totalBytes)}${where}, ${bytes(memory.freeBytes)} free${speed}`);
}

function gpuFinding({ gpu }: DeviceProfile): Finding {
  if (gpu.status === 'none') return ok('gpu', 'none found; models run on the processor');
  if (gpu.status === 'unavailable')
    return ok('gpu', 'this system cannot be asked; models run on the processor');
  const names = gpu.gpus.map(
    ({ name, memoryBytes }) => `${name}${memoryBytes === null ? '' : `, ${bytes(memoryBytes)}`}`,
  );
  return ok('gpu', names.join('; '));
}

function diskFinding({ disk }: DeviceProfile): Finding {
  const { freeBytes, folder } = disk;
  if (freeBytes === null)
    return note('disk', `The free space of ${folder} cannot be told.`, 'Look yourself before a pull.');
  return freeBytes < LITTLE_DISK
    ? note(
        'disk',
        `Only ${bytes(freeBytes)} are free in ${folder}.`,
        'Make room: nearmost ls, nearmost rm <model>',
      )
    : ok('disk', `${bytes(freeBytes)} free`);
}

/** Which build of the text engine would be the fastest here, and why. */
async function acceleratorFinding(): Promise<Finding> {
  const { variants, best, words } = await lookAtEngines();
  const wanted = variants.find(({ id }) => id === best);
  if (wanted === undefined || wanted.id === 'cpu') return ok('accelerator', words);
  return ok(
    'accelerator',
    `${words} ${wanted.installed ? 'Its build is here' : `Its build is not here (nearmost engines install ${wanted.id})`}.`,
  );
}

/**
 * What this machine has, and which engines there are for it.
 * @param measure reads memory for a sixth of a second
 */
export async function checkDevice(folder: string, measure: () => Promise<Bandwidth>): Promise<Finding[]> {
  const profile = await probeDevice(folder);
  const { support, power } = profile;
  const charge = power.batteryPercent === null ? '' : ` at ${power.batteryPercent} %`;
  return [
    ok(
      'machine',
      `${profile.cpu}, ${count(profile.cores, 'core')}${power.source === 'battery' ? `, on battery${charge}` : ''}`,
    ),
    memoryFinding(profile, await measure()),
    gpuFinding(profile),
    await acceleratorFinding(),
    diskFinding(profile),
    support.llamaCpp
      ? ok('platform', `${support.platform}: ${support.detail}`)
      : problem(
          'platform',
          `${support.platform}: ${support.detail}.`,
          'Use a provider in the meantime: nearmost keys add openai',
        ),
  ];
}

/** Whether the text engine's native part is installed. */
export async function checkEngine(): Promise<Finding> {
  const engines = createEngines({ gpu: true });
  try {
    const engine = await engines.get('llama-cpp');
    const { ok: there, detail } = await engine.available();
    return there
      ? ok('engine', `${engine.id}: ${detail}`)
      : problem(
          'engine',
          `${engine.id}: ${detail}`,
          'Install it beside Nearmost: npm install node-llama-cpp@3.22.1',
        );
  } finally {
    await engines.close();
  }
}
