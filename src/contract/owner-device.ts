import type { Figure } from './figure.ts';

/** One thing that the doctor looked at. */
export interface Finding {
  /** What was looked at: `home`, `token`, ... */
  check: string;
  /** `note`: works, but something could be better. */
  level: 'ok' | 'note' | 'problem';
  /** One sentence. */
  words: string;
  /** The next step; for notes and problems. */
  fix?: string;
}

/** What the doctor found at one time. */
export interface DoctorReport {
  /** Milliseconds since 1970. */
  at: number;
  tookMs: number;
  /** No problem was found; notes may have been. */
  healthy: boolean;
  findings: Finding[];
}

/** What this machine is. */
export interface DeviceFacts {
  /** In words: `linux x64 (glibc)`, and which engines there are for it. */
  platform: string;
  engines: string;
  cpu: string;
  /** Cores this process may use. */
  cores: number;
  /** Vector instructions: `avx2`, `neon`, ... */
  simd: string;
  memory: {
    totalBytes: number;
    /** What can be taken now without pushing others out. */
    freeBytes: number;
    /** `cgroup`: the limit of a container. */
    limitedBy: 'machine' | 'cgroup';
    /** Most bytes of all models together: the setting `memory.budget`. */
    budgetBytes: number;
  };
  /** Names of graphics processors; `unavailable`: this system cannot be asked. */
  gpu: { status: 'found' | 'none' | 'unavailable'; names: string[] };
  power: { source: 'battery' | 'mains' | 'unavailable'; batteryPercent: number | null };
  /** Null: it cannot be told. */
  diskFreeBytes: number | null;
  /** Threads that all models share. */
  threads: number;
}

/** How fast a model of this device writes. */
export interface ModelSpeed {
  /** `local/<id>` */
  model: string;
  /** Answers that were counted. */
  answers: number;
  /** Median of whole answers, from the question to the last word. */
  tokensPerSecond: Figure;
  /** Predicted from its size and the speed of the memory: while it writes, alone. */
  expectedTokensPerSecond: Figure;
}

/** How fast memory was read on one day: the best of its measurements. */
export interface BandwidthDay {
  /** `2026-11-21`, in the time of this device. */
  day: string;
  threads: number;
  bytesPerSecond: number;
  measurements: number;
}

export interface DeviceView {
  /** Milliseconds since 1970, by the clock of this device. */
  now: number;
  /** Folder with settings, ledger and models. */
  home: string;
  facts: DeviceFacts;
  /** Bytes a second that the threads of the models read from memory. */
  bandwidth: Figure;
  /** Newest day first. */
  history: BandwidthDay[];
  models: ModelSpeed[];
}

/** A setting that holds. The value of a secret is the word `set`. */
export interface ShownSetting {
  path: string;
  /** As it would be typed. */
  value: string;
  /** `start`: given when the server was started, or the file was changed since. */
  origin: 'default' | 'config.json' | 'nearmost.config.ts' | 'environment' | 'flag' | 'start';
  /** The file or the variable. */
  file?: string;
  about: string;
}

/** This machine: what it has, how fast it is, what is to be mended. */
export interface OwnerDevice {
  /** Measures memory again when that was long ago, which takes a sixth of a second. */
  view(): Promise<DeviceView>;
  /**
   * Looks at everything that Nearmost needs; takes some seconds. Who asks meanwhile gets the same report.
   * @param options.url address of the server that asks
   * @param options.online also ask providers with a key whether they answer; no key and no content is sent
   */
  doctor(options: { url: string; online?: boolean }): Promise<DoctorReport>;
  /** All settings with their origins. */
  settings(): Promise<ShownSetting[]>;
}
