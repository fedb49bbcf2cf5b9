import { expect, test } from 'vitest';
import { tempHome } from '../../store/testing/temp-home.ts';
import { filesOf, openStore, sampleExample, sampleSkill, summaryOf } from '../testing/open-store.ts';
import { countForgotten } from './count-forgotten.ts';

test.each([
  [{ request: 'req_a_3' }, { examples: 1, students: 2 }],
  [{ request: 'req_a_9' }, { examples: 1, students: 1 }],
  [{ skill: 'a' }, { examples: 10, students: 2 }],
  [{ app: 'mail' }, { examples: 20, students: 4 }],
])('%j: counts what forgetting deletes then, and deletes nothing', (scope, counted) => {
  const opened = openStore(tempHome());
  for (const id of ['a', 'b']) {
    opened.table.add(sampleSkill({ id, app: 'mail', key: id }));
    const ids = Array.from(
      { length: 10 },
      (_, at) => opened.store.add(sampleExample({ skill: id, requestId: `req_${id}_${at}` })).id,
    );
    for (const [version, to] of [
      [1, 5],
      [2, 10],
    ] as const) {
      const files = filesOf(`${id} ${version}`);
      opened.store.saveStudent(id, summaryOf(version, files), files, ids.slice(0, to));
    }
  }
  expect(countForgotten(opened.database, scope)).toEqual(counted);
  expect(opened.store.students('a')).toHaveLength(2);
  expect(opened.forget(scope)).toMatchObject(counted);
  expect(() => countForgotten(opened.database, scope)).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  );
});
