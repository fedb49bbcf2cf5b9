/** A stretch of a command's text; with `slot` it is the value of that slot. Joined, the parts are the text. */
export interface Part {
  readonly text: string;
  readonly slot?: string;
}

/** Where a command comes from; SNIPS alone has the slots of the benchmark. */
export type Origin = 'snips' | 'clinc' | 'corpus' | 'generated' | 'none';

/** One labelled command. */
export interface Command {
  readonly parts: readonly Part[];
  readonly intent: string;
  /** False where the source labels no slots: then the loss is on the intent alone. */
  readonly slotsKnown: boolean;
  readonly origin: Origin;
}

/** The intent that means: none of this model's business. */
export const NONE = 'none';

/** The answer as an object. */
export interface Answer {
  readonly intent: string;
  readonly slots: Readonly<Record<string, string>>;
}

export const textOf = (command: Command): string => command.parts.map(({ text }) => text).join('');

/** Slots in order of appearance; of two with the same name the first counts, since an object holds a name once. */
export function answerOf({ intent, parts }: Command): Answer {
  const slots: Record<string, string> = {};
  for (const { text, slot } of parts) if (slot !== undefined) slots[slot] ??= text.trim();
  return { intent, slots };
}

/** A command without slots. */
export function plain(text: string, intent: string, origin: Origin, slotsKnown: boolean): Command {
  return { parts: [{ text }], intent, slotsKnown, origin };
}
