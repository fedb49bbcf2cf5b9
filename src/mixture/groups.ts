import type { Candidate, ModelRecord } from '../contract/index.ts';
import type { LocalOption } from '../router/decide.ts';
import type { Option } from './choose-members.ts';

const isSpecialist = ({ card }: ModelRecord): boolean => card.jobs.every((job) => job === 'command');

/**
 * Those that can answer, in groups whose answers compare: specialists in everyday commands with their variants, then models
 * for all. A later group is asked when the one before declines. Pure.
 */
export function groupsOf(
  candidates: readonly Candidate[],
  locals: readonly LocalOption[],
  ready: (id: string) => boolean,
): Option[][] {
  const options = candidates.flatMap(({ model }): Option[] => {
    const record = locals.find((local) => `local/${local.record.id}` === model)?.record;
    const baseId = record?.adapter?.base ?? record?.id;
    const base = locals.find((local) => local.record.id === baseId)?.record;
    return record && base ? [{ record, base, ready: ready(base.id) }] : [];
  });
  const special = options.filter(({ record }) => isSpecialist(record));
  const general = options.filter(({ record }) => !isSpecialist(record));
  return [special, general].filter((group) => group.length > 0);
}
