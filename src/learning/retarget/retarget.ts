import type { Places } from '../../adapters/places.ts';
import {
  NearmostError,
  type Learning,
  type RetargetResult,
  type TeacherTerms,
} from '../../contract/index.ts';
import type { Adapters } from '../adapters.ts';
import type { Loops } from '../loops.ts';
import { mayTeach } from '../teacher/terms.ts';
import { importExamples, type ImportDeps } from './import-examples.ts';
import { installedDataset, readDataset, type Dataset } from './read-dataset.ts';

export interface RetargetDeps extends ImportDeps {
  readonly adapters: Pick<Adapters, 'base'>;
  readonly loops: Loops;
  readonly packages: () => Places;
  readonly terms: (model: string) => TeacherTerms;
  /** Examples came to a skill from outside its loop. */
  readonly changed: (skill: string) => void;
}

/** Terms bind whoever learns, wherever the answers were collected. */
function checkTeachers(teachers: Iterable<string>, terms: RetargetDeps['terms']): void {
  for (const teacher of new Set(teachers)) {
    const allowed = mayTeach(terms(teacher));
    if (!allowed.ok)
      throw new NearmostError(
        'teacher_refused',
        `These examples hold answers of ${teacher}, from which nothing may be trained here: ${allowed.reason}.`,
        allowed.hint === undefined ? {} : { hint: allowed.hint },
      );
  }
}

/** The skill that is known here; else the examples that a folder or an installed package brings. */
async function find(
  { table, packages }: RetargetDeps,
  id: string,
  from: string | undefined,
): Promise<string | Dataset> {
  if (from !== undefined) return readDataset(from, packages());
  try {
    return table.resolve(id);
  } catch (error) {
    const dataset = await installedDataset(id, packages());
    if (dataset) return dataset;
    throw error;
  }
}

/** See {@link Learning.retarget}. */
export async function retarget(
  deps: RetargetDeps,
  id: string,
  { base: wanted, from, signal, onProgress }: NonNullable<Parameters<Learning['retarget']>[1]>,
): Promise<RetargetResult> {
  const { store, loops, adapters } = deps;
  const base = await adapters.base(wanted);
  const found = await find(deps, id, from);
  if (typeof found !== 'string')
    checkTeachers(
      found.examples.map(({ teacher }) => teacher),
      deps.terms,
    );
  const { skill, imported } =
    typeof found === 'string' ? { skill: found, imported: 0 } : importExamples(deps, id, found);
  if (imported > 0) deps.changed(skill);
  checkTeachers(
    store.examples(skill).map(({ teacher }) => teacher),
    deps.terms,
  );
  const loop = loops.of(skill);
  const { serving } = loop;
  if (serving?.kind === 'adapter' && serving.base === base.sha256)
    throw new NearmostError(
      'invalid_request',
      `Version ${serving.version} of ${skill}, which serves, is for ${base.id} already.`,
      {
        param: 'base',
        hint: `Name another with --base, or train it again: nearmost learn train ${skill} --student adapter`,
      },
    );
  const last = Math.max(0, ...store.students(skill).map(({ version }) => version));
  await loop.step({
    force: true,
    kind: 'adapter',
    base: base.id,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  signal?.throwIfAborted();
  const student = store.students(skill).findLast(({ version, kind }) => version > last && kind === 'adapter');
  if (!student)
    throw new NearmostError(
      'unsupported',
      `No student of ${skill} was trained for ${base.id}: the loop was busy with a change of its answers.`,
      {
        hint: `See what happened: nearmost learn status ${skill}`,
      },
    );
  return { skill, base: base.id, imported, student, serving: loop.serving };
}
