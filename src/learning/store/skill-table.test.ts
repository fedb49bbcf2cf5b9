import { expect, test } from 'vitest';
import { LEARNING_APP } from '../../contract/index.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { filesOf, openStore, sampleExample, sampleSkill, summaryOf } from '../testing/open-store.ts';

test('skills are found by an unambiguous beginning of their id', () => {
  const { table } = openStore(tempHome());
  for (const id of ['mail-12', 'mail-123', 'mail-2', 'note%']) table.add(sampleSkill({ id, key: id }));
  expect([
    table.resolve('mail-2'),
    table.resolve('mail-12'),
    table.resolve('mail-123'),
    table.resolve('n'),
  ]).toEqual(['mail-2', 'mail-12', 'mail-123', 'note%']);
  for (const text of ['mail', 'mail-1'])
    expect(() => table.resolve(text)).toThrow(/More than one skill begins/);
  for (const text of ['', 'x', '%', '\0', "'"])
    expect(() => table.resolve(text)).toThrow(expect.objectContaining({ code: 'not_found' }));
  expect(() => table.get('x')).toThrow(/no skill "x"/);
});

test('traffic is counted, whole and by 500 requests', () => {
  const { table } = openStore(tempHome());
  table.add(sampleSkill());
  for (let at = 0; at < 1010; at++) {
    table.count('mail-1', at % 4 !== 0, at);
    if (at % 100 === 0) table.judged('mail-1', at !== 700);
  }
  expect(table.get('mail-1')).toMatchObject({ requests: 1010, local: 757, lastAt: 1009 });
  expect(table.curve('mail-1')).toEqual([
    { requests: 500, share: 0.75, agreement: 1 },
    { requests: 500, share: 0.75, agreement: 0.8 },
    { requests: 10, share: 0.7, agreement: 1 },
  ]);
  table.count('gone', true, 1); // a skill that was forgotten meanwhile
  expect(table.curve('gone')).toEqual([]);
});

test('examples that a filter drops are counted by reason with those that were never kept', () => {
  const { store, table } = openStore(tempHome());
  table.add(sampleSkill());
  const ids = [1, 2, 3, 4].map(() => store.add(sampleExample()).id);
  table.setDropped(ids.slice(0, 2), 'duplicate');
  table.drop('mail-1', 'too long');
  table.drop('mail-1', 'duplicate');
  expect(table.examples('mail-1')).toEqual({ kept: 2, dropped: { duplicate: 3, 'too long': 1 } });
  expect(store.examples('mail-1').map(({ id }) => id)).toEqual(ids.slice(2));
});

test('an example that moved to another skill takes the students of the old one with it when it is forgotten', () => {
  const { store, table, forget } = openStore(tempHome());
  table.add(sampleSkill({ id: 'mass' }));
  table.add(sampleSkill({ id: 'spam', key: 'k2' }));
  const odd = store.add(sampleExample({ skill: 'mass', input: 'Is it spam? \0 hello\nYes or no' }));
  store.add(sampleExample({ skill: 'mass', input: 'Is it spam? Yes or no' }));
  store.add(sampleExample({ skill: 'mass', input: 'something else' }));
  const files = filesOf('a student of the mass');
  store.saveStudent('mass', summaryOf(1, files), files, [odd.id]);
  expect(table.move('mass', 'spam', 'Is it spam? ', 'Yes or no')).toBe(2);
  expect(store.examples('spam').map(({ input }) => input)).toEqual(['\0 hello\n', '']);
  expect(store.examples('mass')).toHaveLength(1);
  const done = forget({ skill: 'spam' });
  expect(done).toMatchObject({ examples: 2, students: 1 });
  expect([...done.skills].sort()).toEqual(['mass', 'spam']);
  expect(store.students('mass')).toEqual([]);
});

test('consent: given, listed with what was captured, taken back; the device itself never learns from itself', () => {
  const { consents, store, table } = openStore(tempHome());
  expect(consents.has('mail')).toBe(false);
  consents.allow('mail');
  consents.allow('mail');
  consents.allow('App with spaces & ünïcode');
  table.add(sampleSkill());
  store.add(sampleExample());
  expect(consents.apps()).toEqual([
    { app: 'App with spaces & ünïcode', since: 1000, examples: 0 },
    { app: 'mail', since: 1000, examples: 1 },
  ]);
  consents.deny('mail');
  consents.deny('nobody');
  expect([consents.has('mail'), store.examples('mail-1').length]).toEqual([false, 1]);
  for (const app of ['', 'x'.repeat(65), LEARNING_APP])
    expect(() => consents.allow(app)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param: 'app' }),
    );
});
