import { NearmostError, type GrowthOutlook, type Learning } from '../contract/index.ts';
import { money } from '../kit/words/money.ts';
import type { MayTeach } from './capture/policy.ts';
import type { Example } from './example.ts';
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
  readonly consents: (app: string) => boolean;
  /** Whether the skill is still there: it may be forgotten meanwhile. */
  readonly has: (skill: string) => boolean;
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

/** Who may be asked for more examples, and what it may be shown; see {@link Learning.growth}. */
export function growthOf(
  { store, mayTeach, consents }: Pick<GrowDeps, 'store' | 'mayTeach' | 'consents'>,
  { id, app }: Pick<SkillRow, 'id' | 'app'>,
): GrowthOutlook & { readonly examples: readonly Example[]; readonly visible: readonly Example[] } {
  if (!consents(app))
    throw new NearmostError('invalid_request', `Learning from ${app} is off: nothing is written for it.`, {
      hint: `Allow it first: nearmost learn on --app ${app}`,
    });
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
  const visible = teacher.startsWith('local/')
    ? examples
    : examples.filter(({ label }) => label === 'public');
  if (visible.length === 0)
    throw new NearmostError(
      'egress_refused',
      `None of the ${examples.length} examples of ${id} may be shown to ${teacher}: their labels keep them on this device.`,
    );
  const times = profileOf(examples).kind === 'text' ? 1 : TIMES;
  return { teacher, times, samples: visible.length, examples, visible };
}

/** Lets the teacher of a skill write new inputs and answers, filters them, and stores what is left; see {@link Learning.grow}. */
export async function growSkill(
  deps: GrowDeps,
  row: SkillRow,
  { count, budgetUsd, signal, onProgress }: Parameters<Learning['grow']>[1],
): ReturnType<Learning['grow']> {
  const { store, chat, now } = deps;
  const { id, template } = row;
  const { teacher, times, examples, visible } = growthOf(deps, row);
  const ask = createAsk({
    chat,
    budgetUsd,
    label: teacher.startsWith('local/') ? 'personal' : 'public',
    sleep: sleeping(signal),
    ...(signal ? { signal } : {}),
  });
  const told = (written: number): void =>
    onProgress?.(
      `${written} of ${count} written by ${teacher}, ${money(ask.spentUsd())} of ${money(budgetUsd)} spent`,
      written / count,
    );
  told(0);
  const stop = signal ? { signal } : {};
  const task = { skill: id, template, examples: visible, teacher, count, times, ask, now, wrote: told };
  const grown = await grow({ ...task, ...stop });
  if (!deps.has(id)) throw new NearmostError('not_found', `${id} was forgotten meanwhile: nothing was kept.`);
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
  return { kept: added.length, costUsd: ask.spentUsd(), dropped, ended: grown.ended };
}
