import { NearmostError } from '../../contract/index.ts';
import type { LoopContext } from './context.ts';

/** Reads the students that serve or gather evidence. A damaged one is an event: the others go on, and it is trained again. */
export async function restore(context: LoopContext): Promise<void> {
  const { state, set, setKind, roster, event, trainers } = context;
  for (const { kind } of trainers) {
    const latest = state().kinds[kind]?.latest ?? null;
    if (latest === null) continue;
    try {
      await roster.load(latest);
    } catch (thrown) {
      const { message, hint } = NearmostError.from(thrown);
      event('failed', `${kind} ${latest} cannot be used: ${message} ${hint}`);
      setKind(kind, { latest: null, nextAt: state().kept, why: `${message} ${hint}` });
    }
  }
  for (const place of ['memo', 'main'] as const) {
    const service = state()[place];
    if (!service || roster.get(service.version)) continue;
    try {
      await roster.load(service.version);
    } catch (thrown) {
      const before = roster.summary(service.version);
      if (before?.version !== undefined && state().kinds[before.kind]?.latest !== null)
        event(
          'failed',
          `${before.kind} ${service.version} cannot serve: ${NearmostError.from(thrown).message}`,
        );
      set({ [place]: null });
    }
  }
  const { main, memo, stage } = state();
  if (!main && !memo && (stage === 'serving' || stage === 'canary')) set({ stage: 'collecting' });
}
