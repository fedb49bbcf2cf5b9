import type { Clock } from '../../kit/clock.ts';
import type { DeskDeps } from '../desk.ts';
import type { SkillStore } from '../skill-store.ts';
import type { SkillTable } from '../store/skill-table.ts';
import { whyNotKept, type MayTeach } from './policy.ts';

export interface CaptureDeps {
  readonly store: Pick<SkillStore, 'add'>;
  readonly table: Pick<SkillTable, 'drop' | 'has' | 'get'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether a model (`<provider>/<model>` or `local/<id>`) may teach, by the terms of its owner. */
  readonly mayTeach: (model: string) => MayTeach;
  /** Asked again when the answer is there: the consent may have been taken back meanwhile. */
  readonly consents: (app: string) => boolean;
}

/** Stores the answers that may be learned from, and counts the others by reason. */
export function createCapture(deps: CaptureDeps): DeskDeps['capture'] {
  return ({ skill, input }, { app, label, requestId }, { model, text, finishReason, other }, provenance) => {
    // The skill may have been forgotten while the answer was under way.
    if (!deps.consents(app) || !deps.table.has(skill)) return undefined;
    const { responseFormat } = deps.table.get(skill).template;
    const schema = responseFormat?.type === 'json_schema' ? responseFormat.schema : undefined;
    const reason = whyNotKept({ label, finishReason, text, input, other, schema }, deps.mayTeach(model));
    if (reason !== undefined) {
      deps.table.drop(skill, reason);
      return undefined;
    }
    return deps.store.add({
      id: 0,
      skill,
      at: deps.clock.now(),
      input,
      output: text,
      label,
      provenance,
      teacher: model,
      requestId,
      dropped: null,
    });
  };
}
