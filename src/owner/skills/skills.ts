import {
  NearmostError,
  type OnProgress,
  type OwnerSkills,
  type RuntimeEvent,
  type SkillTask,
  type SkillWork,
} from '../../contract/index.ts';
import type { HeldDeps } from '../owner.ts';
import { doTask } from './do-task.ts';
import { growthPlan } from './growth-plan.ts';

/** Told so soon, and at most so often, while it goes on. */
const TELL_MS = 200;
/** Works that ended are listed so long. */
const SHOWN_MS = 3_600_000;

/** A work of this process: how it is, and the way to end it. */
interface Held {
  work: SkillWork;
  running?: { readonly stop: AbortController; ended: Promise<void> };
}

/** What it is called when another is asked for. */
const NAMES: Record<SkillTask['do'], string> = {
  train: 'It is being trained',
  grow: 'Examples are being written for it',
  retarget: 'It is being trained for another model',
};

const begun = (skill: string, task: SkillTask, startedAt: number): SkillWork => ({
  skill,
  task,
  state: 'running',
  words: 'Getting ready …',
  share: null,
  students: [],
  grown: null,
  problem: null,
  startedAt,
  endedAt: null,
});

/** Long work on the skills of a running server. */
export function createOwnerSkills(
  { runtime, clock, onClose }: Pick<HeldDeps, 'runtime' | 'clock' | 'onClose'>,
  tell: (event: RuntimeEvent) => void,
): OwnerSkills {
  const { learning } = runtime;
  const held = new Map<string, Held>();

  const change = (one: Held, to: Partial<SkillWork>): void => {
    one.work = { ...one.work, ...to };
    tell({ type: 'skill-work', work: one.work, at: clock.now() });
  };

  async function run(one: Held, signal: AbortSignal): Promise<void> {
    let due: NodeJS.Timeout | undefined;
    // told a moment later, all that came meanwhile at once: the last word before a long wait is told too
    const onProgress: OnProgress = (words, share) => {
      one.work = { ...one.work, words, share: share ?? null };
      due ??= setTimeout(() => {
        due = undefined;
        change(one, {});
      }, TELL_MS);
    };
    const { skill, task } = one.work;
    let end: Partial<SkillWork> = { state: 'done' };
    try {
      const reach = (reached: Partial<SkillWork>): void => change(one, reached);
      await doTask(learning, skill, task, { signal, onProgress, reach });
      if (signal.aborted) end = { state: 'stopped' };
    } catch (error) {
      const { code, message, hint } = NearmostError.from(error);
      const stopped = signal.aborted || code === 'cancelled';
      end = stopped ? { state: 'stopped' } : { state: 'failed', problem: { code, message, hint } };
    }
    clearTimeout(due);
    delete one.running;
    change(one, { ...end, share: null, endedAt: clock.now() });
  }

  onClose(async () => {
    const running = [...held.values()].flatMap((one) => one.running ?? []);
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ ended }) => ended));
  });

  return {
    works: () =>
      [...held.values()]
        .map(({ work }) => work)
        .filter(({ endedAt }) => endedAt === null || clock.now() - endedAt < SHOWN_MS)
        .toSorted((a, b) => b.startedAt - a.startedAt),
    begin(id, task) {
      const skill = learning.skill(id).id;
      const before = held.get(skill);
      if (before?.running)
        throw new NearmostError('invalid_request', `${NAMES[before.work.task.do]} already.`, {
          hint: 'Wait until that has ended, or stop it.',
        });
      const one: Held = { work: begun(skill, task, clock.now()) };
      const stop = new AbortController();
      held.set(skill, one);
      change(one, {});
      one.running = { stop, ended: Promise.resolve() };
      one.running.ended = run(one, stop.signal);
      return one.work;
    },
    async stop(id) {
      const one = held.get(learning.skill(id).id);
      if (!one)
        throw new NearmostError('not_found', 'Nothing is under way for this skill.', {
          hint: 'See it on the page Skills.',
        });
      one.running?.stop.abort();
      await one.running?.ended;
      return one.work;
    },
    plan: (id) => growthPlan(runtime, id),
    bases: (id) => learning.bases(id),
  };
}
