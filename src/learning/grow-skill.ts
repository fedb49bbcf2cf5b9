import { NearmostError, type Learning } from '../contract/index.ts';
import type { MayTeach } from './capture/policy.ts';
import { filterExamples } from './filter/filter-examples.ts';
import { profileOf } from './gate/agreement.ts';
import type { SkillStore } from './skill-store.ts';
import type { SkillRow } from './store/skill-table.ts';
import { createAsk, type Chat } from './teacher/ask.ts';
import { grow } from './teacher/grow.ts';

export interface GrowDeps {
  readonly store: SkillStore;
  readonly chat: Chat;
  readonly mayTeach: (model: string) => MayTeach & { hint?: string };
  readonly now: () => number;
}

/** Answers that come from a closed set are asked for twice: those that differ are dropped. */
const TIMES = 2;

const sleeping =
  (signal: AbortSignal | undefined) =>
  (ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new NearmostError('cancelled', 'Growing was stopped.'));
      });
    });

/**
 * Lets the teacher of a skill write new inputs and answers, filters them, and stores what is left.
 * @throws NearmostError teacher_refused by its terms; egress_refused when all that it could see must stay here
 */
export async function growSkill(
  { store, chat, mayTeach, now }: GrowDeps,
  { id, template }: SkillRow,
  { count, budgetUsd, signal }: Parameters<Learning['grow']>[1],
): ReturnType<Learning['grow']> {
  const examples = store.examples(id);
  const teacher = examples.at(-1)?.teacher;
  if (teacher === undefined)
    throw new NearmostError('invalid_request', `Nobody has answered a request of ${id} yet.`, {
      hint: 'Let the app send some requests first: nearmost learn status',
    });
  const allowed = mayTeach(teacher);
  if (!allowed.ok)
    throw new NearmostError(
      'teacher_refused',
      `${teacher} is not asked: ${allowed.reason}.`,
      allowed.hint === undefined ? {} : { hint: allowed.hint },
    );
  const here = teacher.startsWith('local/');
  const visible = here ? examples : examples.filter(({ label }) => label === 'public');
  if (visible.length === 0)
    throw new NearmostError(
      'egress_refused',
      `None of the ${examples.length} examples of ${id} may be shown to ${teacher}: their labels keep them on this device.`,
    );
  const closed = profileOf(examples).kind !== 'text';
  const ask = createAsk({
    chat,
    budgetUsd,
    label: here ? 'personal' : 'public',
    sleep: sleeping(signal),
    ...(signal ? { signal } : {}),
  });
  const task = { skill: id, template, examples: visible, teacher, count, ask, now };
  const grown = await grow({ ...task, times: closed ? TIMES : 1 });
  const { responseFormat } = template;
  const rules = responseFormat?.type === 'json_schema' ? { schema: responseFormat.schema } : {};
  const filtered = filterExamples([...examples, ...grown.examples], rules);
  const kept = new Set(filtered.kept);
  const dropped = { ...grown.dropped };
  for (const { example, reason } of filtered.dropped)
    if (grown.examples.includes(example)) dropped[reason] = (dropped[reason] ?? 0) + 1;
  const added = grown.examples.filter((example) => kept.has(example)).map((example) => store.add(example));
  const ended = grown.ended === null ? '' : `; ended because ${grown.ended}`;
  const words = `${added.length} of ${grown.examples.length} examples from ${teacher} were kept, for ${ask.spentUsd().toFixed(4)} USD${ended}.`;
  store.event(id, { at: now(), type: 'grown', words });
  return { kept: added.length, costUsd: ask.spentUsd(), dropped };
}
