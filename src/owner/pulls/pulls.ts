import { rmSync, statfsSync, statSync } from 'node:fs';
import { NearmostError, type OwnerPulls, type PullStatus, type RuntimeEvent } from '../../contract/index.ts';
import { checkMetered } from '../../device/check-metered.ts';
import { bytes } from '../../kit/words/bytes.ts';
import { catalogEntry } from '../../store/catalog.ts';
import { removePart } from '../../store/part-file.ts';
import { pullTarget } from '../../store/pull.ts';
import type { HeldDeps } from '../owner.ts';
import { fetchModel } from './fetch-model.ts';
import { keepPulls, readKeptPulls, type KeptPull } from './kept-pulls.ts';

/** A pull of this process: how it is, and the way to end it. */
interface Pull extends KeptPull {
  running?: { stop: AbortController; ended: Promise<void> };
}

/** Told at most so often while bytes come. */
const TELL_MS = 250;
const KEEP_MS = 5000;
/** Pulls that ended are listed so long. */
const SHOWN_MS = 3_600_000;

/** A pull that begins; what an earlier one left is shown at once. */
const begin = (model: string, before: PullStatus | undefined, at: number): PullStatus => ({
  model,
  state: 'looking',
  file: before?.file ?? null,
  from: before?.from ?? null,
  bytes: before?.bytes ?? 0,
  totalBytes: before?.totalBytes ?? null,
  bytesPerSecond: 0,
  secondsLeft: null,
  resumed: 0,
  problem: null,
  id: null,
  sha256: null,
  verified: false,
  startedAt: at,
  endedAt: null,
});

const partBytes = (part: string | undefined): number =>
  part === undefined ? 0 : (statSync(part, { throwIfNoEntry: false })?.size ?? 0);

/** One name for a model of the list, whether it is called by its short name or its hub id. */
const nameOf = (model: string): string => catalogEntry(model.trim())?.name ?? model.trim();

const problemOf = (error: unknown): NonNullable<PullStatus['problem']> => {
  const { code, message, hint } = NearmostError.from(error);
  // these say "run the same command again", and a page has a button for it
  const again = code === 'download_failed' || code === 'checksum_mismatch';
  return { code, message, hint: again ? 'Try again: it goes on where it stopped.' : hint };
};

/** Pulls of a running server. */
export function createOwnerPulls(
  { home, runtime, clock, env, onClose }: Omit<HeldDeps, 'database'>,
  tell: (event: RuntimeEvent) => void,
): OwnerPulls {
  const { settings } = runtime;
  const pulls = new Map<string, Pull>();
  for (const kept of readKeptPulls(home)) {
    const bytes = partBytes(kept.part) || kept.status.bytes;
    pulls.set(kept.status.model, { ...kept, status: { ...kept.status, bytes } });
  }
  const keep = (): void =>
    keepPulls(
      home,
      [...pulls.values()].map(({ status, part }) => ({ status, ...(part === undefined ? {} : { part }) })),
    );

  const change = (pull: Pull, to: Partial<PullStatus>): void => {
    pull.status = { ...pull.status, ...to };
    tell({ type: 'pull', pull: pull.status, at: clock.now() });
  };

  function checkRoom(model: string, known: Pull | undefined): void {
    const entry = catalogEntry(model);
    if (!entry) return;
    const { bavail, bsize } = statfsSync(home.downloads);
    const coming = [...pulls.values()]
      .filter(({ running }) => running)
      .reduce((sum, { status }) => sum + Math.max(0, (status.totalBytes ?? 0) - status.bytes), 0);
    const free = bavail * bsize - coming;
    const need = entry.bytes - partBytes(known?.part);
    if (need <= free) return;
    throw new NearmostError(
      'disk_full',
      `${bytes(need)} are still to come, but only ${bytes(Math.max(0, free))} are free on the disk.`,
      { hint: 'Remove models that you do not need, or other files, and try again.' },
    );
  }

  async function run(pull: Pull, signal: AbortSignal): Promise<void> {
    let [toldAt, keptAt] = [-Infinity, clock.monotonic()];
    let expected: string | undefined;
    try {
      const record = await fetchModel(pull.status.model, {
        home,
        settings,
        env,
        signal,
        onFile({ name, bytes, from, sha256, part }) {
          expected = sha256;
          pull.part = part;
          change(pull, {
            state: 'fetching',
            file: name,
            from,
            bytes: partBytes(part),
            totalBytes: bytes ?? null,
          });
          keep();
        },
        onProgress({ total = null, secondsLeft = null, ...progress }) {
          const now = clock.monotonic();
          const whole = progress.bytes === total;
          if (!whole && now - toldAt < TELL_MS) return;
          toldAt = now;
          const state = whole ? 'checking' : 'fetching';
          change(pull, { ...progress, state, totalBytes: total, secondsLeft, problem: null });
          if (now - keptAt < KEEP_MS) return;
          keptAt = now;
          keep();
        },
        onDropped({ why, waitMs }) {
          const hint = `It goes on by itself in ${Math.max(1, Math.round(waitMs / 1000))} s.`;
          const problem = { code: 'download_failed', message: `The connection dropped: ${why}.`, hint };
          change(pull, {
            state: 'waiting',
            bytes: partBytes(pull.part),
            bytesPerSecond: 0,
            secondsLeft: null,
            resumed: pull.status.resumed + 1,
            problem,
          });
        },
      });
      const { id, sha256 = null } = record;
      change(pull, {
        state: 'done',
        id,
        sha256,
        verified: expected !== undefined,
        bytes: record.bytes,
        totalBytes: record.bytes,
        problem: null,
        endedAt: clock.now(),
      });
    } catch (error) {
      const stopped = signal.aborted || NearmostError.from(error).code === 'cancelled';
      change(pull, {
        state: stopped ? 'stopped' : 'failed',
        bytes: partBytes(pull.part),
        problem: stopped ? null : problemOf(error),
        bytesPerSecond: 0,
        secondsLeft: null,
        endedAt: clock.now(),
      });
    }
    delete pull.running;
    keep();
  }

  onClose(async () => {
    const running = [...pulls.values()].flatMap((pull) => pull.running ?? []);
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ ended }) => ended));
  });

  const find = (model: string): Pull => {
    const pull = pulls.get(nameOf(model));
    if (pull) return pull;
    throw new NearmostError('not_found', `No pull of "${model}" is known.`, {
      param: 'model',
      hint: 'See the pulls on the page Models.',
    });
  };

  return {
    list: () =>
      [...pulls.values()]
        .map(({ status }) => status)
        .filter(({ state, endedAt }) => state !== 'done' || clock.now() - (endedAt ?? 0) < SHOWN_MS)
        .toSorted((a, b) => b.startedAt - a.startedAt),
    async start(given, { acceptMetered = false } = {}) {
      const model = nameOf(given);
      const running = pulls.get(model);
      if (running?.running) return running.status;
      if (pullTarget(model, settings.pull.hub).kind === 'path')
        throw new NearmostError(
          'invalid_request',
          'A file of this machine is used where it is, from a terminal.',
          {
            param: 'model',
            hint: 'nearmost pull ./file.gguf',
          },
        );
      if (!acceptMetered) await checkMetered(settings, 'Say that it may cost money, and it is fetched.');
      const known = pulls.get(model);
      if (known?.running) return known.status; // another page asked meanwhile
      checkRoom(model, known);
      const pull: Pull = { ...known, status: begin(model, known?.status, clock.now()) };
      const stop = new AbortController();
      pulls.delete(model);
      pulls.set(model, pull);
      change(pull, {});
      pull.running = { stop, ended: Promise.resolve() };
      pull.running.ended = run(pull, stop.signal);
      keep();
      return pull.status;
    },
    async stop(model, { discard = false } = {}) {
      const pull = find(model);
      const { running } = pull;
      running?.stop.abort();
      await running?.ended;
      if (!discard) return pull.status;
      pulls.delete(pull.status.model);
      if (pull.part !== undefined && pull.status.state !== 'done') {
        removePart(pull.part);
        rmSync(`${pull.part}.lock`, { force: true });
      }
      change(pull, { state: 'discarded', bytes: 0 });
      keep();
      return pull.status;
    },
  };
}
