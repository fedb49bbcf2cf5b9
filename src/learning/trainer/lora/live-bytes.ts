import type { GraphStep } from '../graph.ts';

/** Operators whose output is a view of their input. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Identity']);

/**
 * Most bytes of intermediate tensors that live at one time, when nodes run in their order and a tensor goes after its last use.
 */
export function liveBytes(steps: readonly GraphStep[]): number {
  const owner = new Map<string, string>();
  const bytes = new Map<string, number>();
  const lastUse = new Map<string, number>();
  const own = (name: string): string => owner.get(name) ?? name;
  for (const [i, { op, inputs, output, elements }] of steps.entries()) {
    const [first] = inputs;
    if (VIEWS.has(op) && first !== undefined) owner.set(output, own(first));
    else bytes.set(output, elements * 4);
    for (const input of inputs) lastUse.set(own(input), i);
  }
  let live = 0;
  let most = 0;
  for (const [i, { inputs, output }] of steps.entries()) {
    live += bytes.get(output) ?? 0;
    most = Math.max(most, live);
    for (const name of new Set(inputs.map(own))) if (lastUse.get(name) === i) live -= bytes.get(name) ?? 0;
  }
  return most;
}
