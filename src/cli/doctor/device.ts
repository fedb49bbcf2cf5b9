import { measureBandwidth } from '../../device/bandwidth.ts';
import { probeDevice } from '../../device/probe.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { createEngines } from '../../engines/registry.ts';
import { lookAtEngines } from '../engines/look.ts';
import { bytes, count } from '../format.ts';
import { note, ok, problem, type Finding } from './finding.ts';

/** Free space below which a pull is likely to fail. */
const LITTLE_DISK = 3e9;

/** Memory, and how fast it is read: that bounds the speed of a model. Reads for a sixth of a second. */
async function memoryFinding({ memory }: DeviceProfile): Promise<Finding> {
  const { bytesPerSecond } = await measureBandwidth();
  const speed = bytesPerSecond === null ? '' : `, one thread reads ${bytes(bytesPerSecond)}/s (measured)`;
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

/** What this machine has, and which engines there are for it. */
export async function checkDevice(folder: string): Promise<Finding[]> {
  const profile = await probeDevice(folder);
  const { support, power } = profile;
  const charge = power.batteryPercent === null ? '' : ` at ${power.batteryPercent} %`;
  return [
    ok(
      'machine',
      `${profile.cpu}, ${count(profile.cores, 'core')}${power.source === 'battery' ? `, on battery${charge}` : ''}`,
    ),
    await memoryFinding(profile),
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
