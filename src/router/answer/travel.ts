import { NearmostError, type RequestContext, type Task } from '../../contract/index.ts';
import { labelOf } from '../../privacy/label.ts';
import type { RouterDeps } from '../deps.ts';
import { beginJourney, type Journey } from '../journey.ts';
import { settleFailure } from './settle.ts';

/** Runs one request; a failure is stored before it is told. */
export async function travel<T>(
  deps: RouterDeps,
  task: Task,
  model: string,
  context: RequestContext,
  way: (journey: Journey) => Promise<T>,
): Promise<T> {
  const label = labelOf(context.label, context.app ?? 'default', deps.settings);
  const journey = beginJourney(task, model, label, context, deps.clock);
  deps.emit({
    type: 'request-start',
    requestId: journey.requestId,
    app: journey.app,
    model,
    at: journey.at,
  });
  try {
    return await way(journey);
  } catch (thrown) {
    const error = NearmostError.from(thrown);
    await settleFailure(deps, journey, error);
    throw error;
  }
}
