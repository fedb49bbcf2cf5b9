import type { ForgetScope } from '../../contract/index.ts';
import type { Database } from '../../store/database.ts';
import { examplesOf, nothingFound } from './forget-scope.ts';
import { unpackIds } from './id-list.ts';
import { withDatabase } from './with-database.ts';

/**
 * What `forget` would delete; nothing is changed.
 * @throws not_found when there is nothing
 */
export function countForgotten(
  database: Database,
  scope: ForgetScope,
): { examples: number; students: number } {
  return withDatabase(database, () => {
    const { skills, found } = examplesOf(database, scope);
    if (skills.length === 0 && found.length === 0) throw nothingFound(scope);
    const ids = new Set(found.map(({ id }) => id));
    const students = database.prepare('SELECT skill, examples FROM students').all() as unknown as {
      skill: string;
      examples: Uint8Array;
    }[];
    const gone = students.filter(
      ({ skill, examples }) => skills.includes(skill) || unpackIds(examples).some((id) => ids.has(id)),
    );
    return { examples: ids.size, students: gone.length };
  });
}
