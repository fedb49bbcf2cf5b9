import type { DeviceFacts } from '../../../../src/contract/index.ts';
import { bytes, count } from '../../format/words.ts';

function powerWords({ source, batteryPercent }: DeviceFacts['power']): string {
  const charge = batteryPercent === null ? '' : `, ${batteryPercent} % charged`;
  if (source === 'battery') return `battery${charge}`;
  return source === 'mains' ? `mains${charge}` : 'this system does not say';
}

function gpuWords({ status, names }: DeviceFacts['gpu']): string {
  if (status === 'found') return names.join(', ');
  return status === 'none'
    ? 'none found: models run on the processor'
    : 'this system cannot be asked: models run on the processor';
}

/** A machine as names and words. Pure. */
export function machineWords(facts: DeviceFacts): [name: string, words: string][] {
  const { memory, simd, cores, threads } = facts;
  return [
    ['Processor', facts.cpu],
    ['Cores', `${count(cores, 'core')}; models use ${count(threads, 'thread')} together`],
    ['Fast arithmetic', simd === '' ? 'nothing special found' : simd],
    ['Graphics', gpuWords(facts.gpu)],
    ['Power', powerWords(facts.power)],
    [
      'Disk',
      facts.diskFreeBytes === null
        ? 'free space cannot be told'
        : `${bytes(facts.diskFreeBytes)} free where models are kept`,
    ],
    ['System', `${facts.platform}; ${facts.engines}`],
    [
      'Memory',
      `${bytes(memory.totalBytes)}${memory.limitedBy === 'cgroup' ? ' (limit of this container)' : ''}, ${bytes(memory.freeBytes)} free; models may take ${bytes(memory.budgetBytes)}`,
    ],
  ];
}
