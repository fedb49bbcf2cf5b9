import type { ChatRequest } from '../../contract/index.ts';
import { NearmostError } from '../../contract/index.ts';
import { whyNotKept } from '../capture/policy.ts';
import type { Example } from '../example.ts';
import { answerKey } from '../students/answer-key.ts';
import { exactKey } from '../students/memo/wording.ts';
import { requestOf, systemOf, type Template } from '../template.ts';
import type { Ask } from './ask.ts';
import { chooseSamples } from './choose-samples.ts';
import { readInputs } from './read-inputs.ts';

export interface GrowTask {
  readonly skill: string;
  readonly template: Template;
  /** What the teacher may see: content that may leave, when it is not on this device. */
  readonly examples: readonly Example[];
  /** `<provider>/<model>` or `local/<id>`. */
  readonly teacher: string;
  /** New examples wanted. */
  readonly count: number;
  /** How often each new input is answered; answers that differ drop it (self-consistency). */
  readonly times: number;
  readonly ask: Ask;
  readonly signal?: AbortSignal;
  /** Hears of each example that was written. */
  readonly wrote?: (examples: number) => void;
  readonly now: () => number;
}

export interface Grown {
  readonly examples: readonly Example[];
  readonly dropped: Readonly<Record<string, number>>;
  /** Why it ended before `count`; null: it did not. */
  readonly ended: string | null;
}

const SAMPLES = 8;
const BATCH = 20;
/** Lists that could not be read, one after the other, before the teacher is given up. */
const MOST_NONSENSE = 3;

function wish({ template, teacher }: GrowTask, samples: readonly Example[]): ChatRequest {
  const job = systemOf(template) || template.prefix || 'The task can be seen from the samples.';
  const content =
    `An app sends requests of one kind to a model. Its instruction to the model:\n${JSON.stringify(job)}\n\n` +
    `Some of its requests:\n${JSON.stringify(samples.map(({ input }) => input))}\n\n` +
    `Write ${BATCH} further requests as they might come from other people: the same kind, another content and wording, ` +
    'as short or long as these, also rare cases. Reply with a JSON list of texts and nothing else.';
  return { model: teacher, messages: [{ role: 'user', content }], temperature: 1 };
}

/**
 * Lets a teacher write new inputs in the manner of the captured ones and answer them. What is no list, known already,
 * refused, cut off or answered differently each time is dropped and counted. It was paid for: a stop, or a teacher that
 * fails, ends it with what there is.
 * @throws NearmostError upstream_bad_answer for a teacher that writes nonsense, and what the teacher's failures are, before
 * anything was written
 */
export async function grow(task: GrowTask): Promise<Grown> {
  const { skill, template, teacher, count, times, ask } = task;
  const known = new Set(task.examples.map(({ input }) => exactKey(input)));
  const examples: Example[] = [];
  const dropped: Record<string, number> = {};
  const drop = (reason: string): void => void (dropped[reason] = (dropped[reason] ?? 0) + 1);
  const done = (ended: string | null): Grown => ({ examples, dropped, ended });

  /** Undefined: the budget is used up. */
  async function answer(input: string): Promise<Example | 'dropped' | undefined> {
    const answers: string[] = [];
    for (let time = 0; time < times; time++) {
      const result = await ask(requestOf(template, input, teacher));
      if (!result) return undefined;
      const [choice] = result.choices;
      const { text = '', finishReason = 'stop', toolCalls = [] } = choice ?? {};
      const other = result.choices.length > 1 || toolCalls.length > 0;
      const reason = whyNotKept({ label: 'public', finishReason, text, input, other }, { ok: true });
      if (reason !== undefined) {
        drop(reason);
        return 'dropped';
      }
      answers.push(text);
    }
    if (new Set(answers.map(answerKey)).size > 1) {
      drop('the teacher answered differently each time');
      return 'dropped';
    }
    const output = answers[0] ?? '';
    const base = { id: 0, skill, at: task.now(), input, output, label: 'public', teacher } as const;
    return { ...base, provenance: 'grown', requestId: null, dropped: null };
  }

  async function writeAll(): Promise<Grown> {
    for (let round = 0, nonsense = 0; examples.length < count; round++) {
      const list = await ask(wish(task, chooseSamples(task.examples, SAMPLES, round * SAMPLES)));
      if (!list) return done('the budget is used up');
      const inputs = readInputs(list.choices[0]?.text ?? '');
      const fresh = inputs.filter((input) => {
        const key = exactKey(input);
        if (known.has(key)) drop('known already');
        return !known.has(key) && known.add(key);
      });
      nonsense = fresh.length === 0 ? nonsense + 1 : 0;
      if (inputs.length === 0) drop('the teacher wrote no list');
      if (nonsense >= MOST_NONSENSE) {
        if (examples.length > 0) return done('the teacher wrote nothing new');
        throw new NearmostError(
          'upstream_bad_answer',
          `${teacher} was asked ${round + 1} times for new inputs and wrote none that can be used.`,
          { hint: 'Nothing was kept or lost. Try another teacher, or let more requests be captured.' },
        );
      }
      for (const input of fresh) {
        if (examples.length >= count) break;
        const made = await answer(input);
        if (made === undefined) return done('the budget is used up');
        if (made === 'dropped') continue;
        examples.push(made);
        task.wrote?.(examples.length);
      }
    }
    return done(null);
  }
  try {
    return await writeAll();
  } catch (error) {
    if (examples.length === 0) throw error;
    return done(
      task.signal?.aborted ? 'it was stopped' : `the teacher failed: ${NearmostError.from(error).message}`,
    );
  }
}
