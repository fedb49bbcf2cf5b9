import type { DoctorReport, OwnerDevice } from '../../contract/index.ts';
import { measureBandwidth } from '../../device/bandwidth.ts';
import { probeDevice } from '../../device/probe.ts';
import type { Bandwidth } from '../../device/profile.ts';
import { localSpeeds } from '../../ledger/local-speeds.ts';
import { loadSettings } from '../../store/settings.ts';
import { describeSettings } from '../../store/settings-table.ts';
import { examine } from '../doctor/examine.ts';
import type { HeldDeps } from '../owner.ts';
import { createBandwidths } from './bandwidths.ts';
import { factsOf } from './facts.ts';
import { shownSettings } from './settings.ts';
import { modelSpeeds } from './speeds.ts';

/** A measurement is taken again after this long, when somebody looks. */
const FRESH_MS = 600_000;

/** Opens what the owner sees of this machine. */
export function createOwnerDevice({ home, runtime, clock, env, cwd, database }: HeldDeps): OwnerDevice {
  const bandwidths = createBandwidths(database(), clock);

  async function measure(threads: number): Promise<Bandwidth> {
    const measured = await measureBandwidth({ threads });
    bandwidths.remember(measured);
    return measured;
  }

  async function look(url: string, online: boolean): Promise<DoctorReport> {
    const started = clock.monotonic();
    const findings = await examine({
      env: { ...env, NEARMOST_HOME: home.dir },
      cwd,
      online,
      signal: AbortSignal.timeout(60_000),
      measure: () => measure(1),
      findServer: async () => ({ url, pid: process.pid }),
      isPortFree: async () => true,
    });
    return {
      at: clock.now(),
      tookMs: Math.round(clock.monotonic() - started),
      healthy: findings.every(({ level }) => level !== 'problem'),
      findings,
    };
  }

  const under = new Map<boolean, Promise<DoctorReport>>();
  return {
    async view() {
      const profile = await probeDevice(home.dir);
      const facts = factsOf(profile, runtime.settings);
      const { threads } = facts;
      const bandwidth = bandwidths.recent(threads, FRESH_MS) ?? (await measure(threads));
      const records = runtime.models().flatMap(({ record }) => record ?? []);
      return {
        now: clock.now(),
        home: home.dir,
        facts,
        bandwidth:
          bandwidth.bytesPerSecond === null
            ? { value: null, method: 'unavailable', note: 'too little memory is free to measure' }
            : { value: bandwidth.bytesPerSecond, method: 'measured' },
        history: bandwidths.byDay(),
        models: modelSpeeds(records, localSpeeds(database()), { memory: profile.memory, bandwidth }),
      };
    },
    doctor({ url, online = false }) {
      const running = under.get(online) ?? look(url, online).finally(() => under.delete(online));
      under.set(online, running);
      return running;
    },
    async settings() {
      const [{ origins }, table] = await Promise.all([loadSettings({ home, cwd, env }), describeSettings()]);
      return shownSettings(runtime.settings, origins, table);
    },
  };
}
