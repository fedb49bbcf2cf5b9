// Signed skill packages: what an update moves, and what hostile registries, publishers and lines get past the checks.
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NearmostError } from '../src/contract/errors.ts';
import type { Pulled } from '../src/adapters/pull.ts';
import { readState } from '../src/adapters/state.ts';
import { createRandom } from '../src/kit/random.ts';
import { ATTACKS } from './packages/attacks.ts';
import { writeChanged, type Pattern } from './packages/changed.ts';
import { NAME, openDevice, skillFile, type Device } from './packages/device.ts';
import { runAndKill } from './packages/kill-pulls.ts';
import { median } from './lib/median.ts';
import type { BenchOptions } from './main.ts';

const SHARE = 0.05;
const SKILLS = ['title', 'date', 'private-spans'] as const;
const PATTERNS: readonly Pattern[] = ['all over', 'in one place'];

async function withDevice<T>(work: (device: Device) => Promise<T>): Promise<T> {
  const device = await openDevice();
  try {
    return await work(device);
  } finally {
    await device.close();
  }
}

/** Bytes on the line of an update and of a fresh installation of the same version, headers, list and envelope included. */
async function updateRatio(old: string, made: string): Promise<number> {
  const publish = async (device: Device): Promise<void> => {
    await device.publish(await device.pack('1.0.0', old));
    await device.publish(await device.pack('1.1.0', made));
  };
  const moved = async (device: Device, first: string | undefined): Promise<number> => {
    await publish(device);
    if (first !== undefined) await device.pull(first);
    const before = device.server.sent();
    await device.pull('1.1.0');
    return device.server.sent() - before;
  };
  const update = await withDevice((device) => moved(device, '1.0.0'));
  return update / (await withDevice((device) => moved(device, undefined)));
}

interface Outcome {
  name: string;
  refused: boolean;
  why: string;
}

/** One attack on a fresh device: refused when an error of ours comes and the version before serves on as it was. */
function attack({ act, ask, onDelta, name }: (typeof ATTACKS)[number], made: string): Promise<Outcome> {
  return withDevice(async (device) => {
    const one = await device.pack('1.0.0', skillFile('title'));
    await device.publish(one);
    await device.pull();
    const two = await device.pack('1.1.0', made);
    await device.publish(two);
    if (onDelta !== true) rmSync(join(device.root, 'deltas'), { recursive: true });
    const scene = { device, one, two };
    await act(scene);
    const { current = '' } = readState(device.deps.places, NAME) ?? {};
    const before = device.serving();
    try {
      const { moved } = (await (ask ? ask(scene) : device.pull())) as Pulled;
      // A delta that is no good is left aside, and the sound file is fetched whole.
      const aside = onDelta === true && moved.bytes >= moved.whole;
      const sound = device.serving() === two.envelope.manifest.files[0]?.sha256;
      return { name, refused: aside && sound, why: 'it was taken' };
    } catch (error) {
      const known =
        NearmostError.isInstance(error) && error.code !== 'internal'
          ? error.code
          : `crashed: ${String(error)}`;
      const state = readState(device.deps.places, NAME);
      const same = device.serving() === before && state?.current === current && !state.pending;
      return {
        name,
        refused: same && !known.startsWith('crashed'),
        why: same ? known : 'the former version was harmed',
      };
    }
  });
}

/** Kills the command while it installs 1.1.0: afterwards one whole version serves, and the same command ends it. */
function kills(made: string, times: number, random: () => number): Promise<{ whole: number; ended: number }> {
  return withDevice(async (device) => {
    const [one, two] = [await device.pack('1.0.0', skillFile('title')), await device.pack('1.1.0', made)];
    await device.publish(one);
    await device.pull();
    await device.publish(two);
    const good = new Set([one, two].map(({ envelope }) => envelope.manifest.files[0]?.sha256));
    const home = device.deps.home.dir;
    const began = performance.now();
    await runAndKill(home, ['skill', 'list'], undefined);
    const start = performance.now() - began;
    const tally = { whole: 0, ended: 0 };
    for (let i = 0; i < times; i++) {
      await runAndKill(
        home,
        ['skill', 'pull', `${NAME}@${i % 2 === 0 ? '1.1.0' : '1.0.0'}`, '--from', device.root],
        start * (0.5 + random()),
      );
      if (good.has(device.serving())) tally.whole++;
      const wanted = i % 2 === 0 ? two : one;
      await runAndKill(
        home,
        ['skill', 'pull', `${NAME}@${wanted.envelope.manifest.version}`, '--from', device.root],
        undefined,
      );
      if (device.serving() === wanted.envelope.manifest.files[0]?.sha256) tally.ended++;
    }
    return tally;
  });
}

export async function run({ quick, full }: BenchOptions): Promise<Record<string, unknown>> {
  const random = createRandom(20_261_121);
  const scratch = await openDevice();
  try {
    const ratios: Record<string, number> = {};
    const made = join(scratch.folder, 'made.gguf');
    for (const skill of quick ? SKILLS.slice(0, 1) : SKILLS)
      for (const where of PATTERNS) {
        await writeChanged(skillFile(skill), made, { share: SHARE, where, random });
        ratios[`${skill}, ${where}`] = await updateRatio(skillFile(skill), made);
      }
    const retrained = await updateRatio(skillFile('title'), skillFile('date'));
    process.stderr.write(`updates: ${JSON.stringify(ratios)}\n`);

    const outcomes: Outcome[] = [];
    const attacks = quick ? ATTACKS.filter((_, at) => at % 2 === 0) : ATTACKS;
    for (const one of attacks) outcomes.push(await attack(one, made));
    const through = outcomes.filter(({ refused }) => !refused);
    const times = quick ? 2 : full ? 50 : 12;
    const killed = await kills(made, times, random);
    const values = Object.values(ratios);
    return {
      n: values.length,
      update_bytes_ratio: Math.max(...values),
      update_bytes_ratio_median: median(values),
      update_bytes_ratios: ratios,
      retrained_bytes_ratio: retrained,
      changed_share: SHARE,
      full_bytes: statSync(skillFile('title')).size,
      attacks: outcomes.length,
      refused: outcomes.length - through.length,
      not_refused: through.map(({ name, why }) => `${name}: ${why}`),
      kills: times,
      whole_after_kill: killed.whole,
      ended_after_kill: killed.ended,
      data: 'adapters of models/house/skills; 5 % of their F16 weights drawn anew, all over or in one run',
    };
  } finally {
    await scratch.close();
  }
}
