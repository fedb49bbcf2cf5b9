import { createRequire } from 'node:module';
import { NearmostError } from '../contract/index.ts';
import type { ModelRecord, RuntimeEvent, Settings, StudentSummary } from '../contract/index.ts';
import { systemClock } from '../kit/clock.ts';
import type { Pool } from '../memory/pool.ts';
import { createIdleWatch, type IdleWatchDeps } from './idle/idle-watch.ts';
import type { SkillStore } from './skill-store.ts';
import type { StudentTrainer } from './student.ts';
import { adapterBase, createAdapterTrainer, teachable } from './students/adapter.ts';
import { forgetAdapters, readAdapterFiles } from './students/adapter-files.ts';
import { createDigests } from './students/base-digest.ts';
import type { Template } from './template.ts';
import { createExternalTrainer } from './trainer/external/external-trainer.ts';
import type { AdapterTrainer } from './trainer/job.ts';
import { RUNTIME_VERSION } from './trainer/ort.ts';
import { ortTrainer } from './trainer/ort-trainer.ts';

export interface AdaptersDeps {
  readonly settings: Pick<Settings, 'learn' | 'local'>;
  /** Where weights in use and checkpoints lie. */
  readonly folder: string;
  readonly lease: Pool['lease'];
  readonly records: () => readonly ModelRecord[];
  readonly threads: number;
  readonly power: IdleWatchDeps['power'];
}

/** Everything about students that are low-rank weights on a local model. */
export interface Adapters {
  trainer(templateOf: (skill: string) => Template): StudentTrainer;
  /**
   * The model that is named, or the one that skills are trained for, with the sha256 of its file.
   * @throws unknown_model, unsupported for a skill or a model that does not write
   */
  base(wanted?: string): Promise<{ readonly id: string; readonly sha256: string }>;
  /**
   * The models that skills can be trained for, the usual one first; sha256 where it is known.
   * @throws unsupported where nothing can be trained
   */
  bases(): {
    readonly id: string;
    readonly name: string;
    readonly bytes: number;
    readonly usual: boolean;
    readonly sha256: string | undefined;
  }[];
  /** Whether no model of this device can be the base with this sha256; files that were never hashed might be. */
  lost(base: string): boolean;
  /** Hears what the runtime does: long trainings wait while requests are answered. */
  observe(event: RuntimeEvent): void;
  /** Deletes what the forgotten students of these skills left, and keeps what students of `all` use. */
  forget(
    store: Pick<SkillStore, 'students' | 'files'>,
    forgotten: readonly string[],
    all: readonly string[],
  ): void;
}

const MEBIBYTE = 2 ** 20;

/** Whether the trainer of this package can run: its runtime is an optional package. */
function canTrain(): boolean {
  try {
    createRequire(import.meta.url).resolve('onnxruntime-node');
    return true;
  } catch {
    return false;
  }
}

/** What is known without reading the file; the embedded one's stands in its card. */
const digestOf = ({ sha256, card }: ModelRecord): string | undefined =>
  sha256 ?? (card as { sha256?: string }).sha256;

/** Wires the trainer (this package's, or the owner's command `learn.trainer`), the base, and the wait for a calm moment. */
export function createAdapters({ settings, folder, lease, records, threads, power }: AdaptersDeps): Adapters {
  const { idleOnly, memoryMb, trainer: command } = settings.learn;
  const digests = createDigests();
  const watch = createIdleWatch({ idleOnly, monotonic: () => systemClock.monotonic(), power });
  const trainer: AdapterTrainer = command.length > 0 ? createExternalTrainer({ command }) : ortTrainer();
  const missing =
    command.length > 0 || canTrain()
      ? undefined
      : `training adapters needs the package onnxruntime-node (npm install onnxruntime-node@${RUNTIME_VERSION})`;

  return {
    trainer: (templateOf) =>
      createAdapterTrainer({
        trainer,
        base: () => adapterBase(records(), settings.local.model),
        models: () => teachable(records()),
        lease,
        templateOf,
        digest: digests,
        folder,
        memoryBytes: () => (memoryMb === undefined ? process.availableMemory() / 2 : memoryMb * MEBIBYTE),
        threads,
        ...(missing === undefined ? {} : { missing }),
        waits: () => (watch.paused() ? watch.why() : undefined),
      }),
    async base(wanted) {
      const id = wanted?.replace(/^local\//, '');
      const named = records().find((one) => one.id === id);
      if (named && teachable([named]).length === 0)
        throw new NearmostError(
          'unsupported',
          `No skill can be trained for ${named.id}: it is no base that writes.`,
          {
            param: 'base',
            hint: 'See the models: nearmost ls',
          },
        );
      const base = id === undefined ? adapterBase(records(), settings.local.model) : named;
      if (!base)
        throw new NearmostError(
          'unknown_model',
          id === undefined
            ? 'There is no local model to train for.'
            : `There is no model "${id.slice(0, 80)}" on this device.`,
          { param: 'base', hint: 'See the models: nearmost ls. Fetch one: nearmost pull' },
        );
      return { id: base.id, sha256: await digests(base) };
    },
    bases() {
      if (missing !== undefined)
        throw new NearmostError('unsupported', `Nothing can be trained here: ${missing}.`);
      const usual = adapterBase(records(), settings.local.model);
      return teachable(records())
        .map((record) => ({
          id: record.id,
          name: record.card.name,
          bytes: record.bytes,
          usual: record === usual,
          sha256: digestOf(record),
        }))
        .toSorted((a, b) => Number(b.usual) - Number(a.usual) || a.bytes - b.bytes);
    },
    lost: (base) =>
      teachable(records()).every((record) => {
        const known = digestOf(record);
        return known !== undefined && known !== base;
      }),
    observe({ type }) {
      if (type === 'request-start') watch.began();
      if (type === 'request-end') watch.ended();
    },
    forget(store, forgotten, all) {
      const keep = new Set(
        all.flatMap((skill) => store.students(skill).flatMap((one) => weightsOf(store, one))),
      );
      for (const skill of forgotten) forgetAdapters(folder, keep, skill);
    },
  };
}

/** Digest of a student's weights; none where it has none, or its files are damaged. */
function weightsOf(store: Pick<SkillStore, 'files'>, { kind, digest }: StudentSummary): string[] {
  if (kind !== 'adapter') return [];
  try {
    return [readAdapterFiles(store.files(digest)).manifest.sha256];
  } catch {
    return [];
  }
}
