import { NearmostError } from '../contract/errors.ts';
import type { ModelRecord } from '../contract/index.ts';
import { nearest } from './nearest.ts';

/** `owner/repo` of the source `owner/repo:file`. */
const repository = (source: string): string => source.split(':')[0] ?? source;

/**
 * Finds a model by what a person types: id, `local/<id>`, source, hub id, or an unambiguous beginning of an id. Pure.
 * @throws unknown_model with the nearest name, or with what is wrong with a model that cannot be used
 */
export function resolveModel(
  name: string,
  records: readonly ModelRecord[],
  problems: readonly { id: string; message: string; hint: string }[],
): ModelRecord {
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/^local\//, '');
  const same = (one: string): boolean => one.toLowerCase() === wanted;
  const exact =
    records.find((one) => same(one.id)) ??
    records.find((one) => same(one.source) || one.path === name.trim());
  if (exact !== undefined) return exact;
  const problem = problems.find((one) => same(one.id));
  if (problem !== undefined)
    throw new NearmostError('unknown_model', `The model ${problem.id} cannot be used: ${problem.message}.`, {
      hint: problem.hint,
    });
  const ofRepository = records.filter((one) => same(repository(one.source)));
  const beginning = wanted === '' ? [] : records.filter((one) => one.id.startsWith(wanted));
  const found = ofRepository.length > 0 ? ofRepository : beginning;
  if (found.length === 1) return found[0] as ModelRecord;
  if (found.length > 1)
    throw new NearmostError('unknown_model', `More than one model begins with "${name}".`, {
      hint: `Name one of them: ${found.map((one) => one.id).join(', ')}`,
    });
  throw unknownModel(
    name,
    records.map((one) => one.id),
  );
}

/** An error for a name that no model has, naming the nearest one. */
export function unknownModel(name: string, ids: readonly string[]): NearmostError {
  const similar = nearest(name, ids);
  return new NearmostError('unknown_model', `There is no model "${name}" on this device.`, {
    hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}See the models: nearmost ls. Fetch one: nearmost pull`,
  });
}
