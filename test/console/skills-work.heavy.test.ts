import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { SkillDetail, SkillWork } from '../../src/contract/index.ts';
import type { FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { barriers } from './barriers.ts';
import { tooWide } from './in-page.ts';
import { askMails, startMailTeacher, useTeacher } from './mail-teacher.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

const MAILS = 60;
let opened: OpenConsole;
let teacher: FakeUpstream;
/** What the teacher waits for after so many answers to mails that it made up; set before a test asks. */
let gate: { after: number; open: Promise<unknown> } | undefined;
let id = '';

/** The teacher stops at the answer with that number until the result is called. */
function holdAt(after: number): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  gate = { after, open: promise };
  return () => {
    gate = undefined;
    resolve(undefined);
  };
}

beforeAll(async () => {
  if (noBrowser) return;
  let from = 0;
  teacher = await startMailTeacher({
    until(answered) {
      if (!gate) from = answered + 1;
      return gate && answered - from >= gate.after ? gate.open : undefined;
    },
  });
  opened = await openConsole({
    prepare: (home) => useTeacher(home, teacher, { learn: { students: ['memo', 'probe'] } }),
  });
  await opened.call('/admin/learn', { app: 'mail', on: true });
  await askMails(opened, 0, MAILS);
  const { skills } = await opened.call<{ skills: { id: string }[] }>('/admin/skills');
  id = skills[0]?.id ?? '';
  await opened.page.goto(`${opened.server.url}/#/skills/${id}`);
});
afterAll(async () => {
  gate = undefined;
  await opened?.close();
  await teacher?.close();
});

const skill = (): Promise<SkillDetail> => opened.call(`/admin/skills/${id}`);
const work = async (): Promise<SkillWork | undefined> =>
  (await opened.call<{ works: SkillWork[] }>('/admin/skill-works')).works[0];
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test.skipIf(noBrowser)(
  'the teacher writes examples after it was said what that is and costs; every tab sees how far it is, then the test',
  async () => {
    const { page } = opened;
    const before = (await skill()).examples.kept;
    await button(page, 'Write more examples …').click();
    const dialog = page.getByRole('dialog', { name: 'Write more examples' });
    await dialog.getByText('teacher/m').waitFor();
    await dialog
      .getByText(/100 should cost about \$0\.0\d+ \(estimated from its last \d+ answers\)/)
      .waitFor();
    await dialog.getByText('does not count in the test').waitFor();
    expect(await barriers(page)).toEqual([]);
    const limit = dialog.getByLabel('At most, in US dollars');
    expect(await limit.inputValue()).toMatch(/^0\.\d\d$/);
    await dialog.getByLabel('New examples').fill('0');
    await dialog.getByText('A whole number from 1 to 10,000.').waitFor();
    await limit.fill('much');
    await dialog.getByText('An amount from 0 to 1,000.').waitFor();
    expect(await button(page, 'Write them').isDisabled()).toBe(true);
    await dialog.getByLabel('New examples').fill('24');
    await limit.fill('0.50');

    const goOn = holdAt(12);
    await button(page, 'Write them').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/[1-9]\d* of 24 written by teacher\/m, \$0\.\d+ of \$0\.50 spent/).waitFor();
    expect(await button(page, 'Train now').isDisabled()).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await page.reload();
    await page.getByText(/\d+ of 24 written by teacher\/m/).waitFor();
    const other = await opened.context.newPage();
    await other.goto(`${opened.server.url}/#/skills/${id}`);
    await other.getByText('Examples are being written').waitFor();
    await other.getByRole('link', { name: 'All skills' }).click();
    await other.getByText('Collecting. Examples are being written …').waitFor();
    await other.getByRole('link', { name: /^Sort the mail/ }).click();
    goOn();
    for (const tab of [page, other]) {
      await tab.getByText('The teacher wrote more examples.').waitFor();
      await tab.getByText(/^24 new examples; it cost \$0\.\d+\.$/).waitFor();
    }
    await page.getByText(/^Sorter \d+\. (Passed|Refused): /).waitFor();
    await other.close();
    const { events, students } = await skill();
    expect(events.map(({ type }) => type)).toContain('grown');
    expect(students.find(({ kind }) => kind === 'probe')?.trainedOn).toBe(before + 24);
    await page.setViewportSize({ width: 375, height: 812 });
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    await button(page, 'Put this away').click();
    await page.getByText('The teacher wrote more examples.').waitFor({ state: 'detached' });
  },
);

test.skipIf(noBrowser)(
  'a refusal of the gate says how many answers there are and how many it takes',
  async () => {
    const { page } = opened;
    const tests = page.getByRole('region', { name: 'The test before one may answer' });
    await tests
      .getByText(
        /all \d+ test answers agree with the teacher, but they are too few to be sure of 95\s%: about \d+ like these are needed/,
      )
      .first()
      .waitFor();
  },
);

test.skipIf(noBrowser)('what is stopped keeps what was written and paid for', async () => {
  const { page } = opened;
  const before = (await skill()).examples.kept;
  const goOn = holdAt(8);
  await button(page, 'Write more examples …').click();
  await page.getByLabel('New examples').fill('400');
  await page.getByLabel('Then train and test the small models').uncheck();
  await button(page, 'Write them').click();
  await page.getByText(/[1-9]\d* of 400 written/).waitFor();
  await button(page, 'Stop').click();
  await page.getByText('Writing examples was stopped; what was reached is kept.').waitFor();
  goOn();
  const { kept } = (await work())?.grown ?? { kept: 0 };
  expect(kept).toBeGreaterThan(0);
  expect((await skill()).examples.kept).toBe(before + kept);
  await page.getByText('They are learned from at the next training.').waitFor();
});

test.skipIf(noBrowser)(
  'a limit that is reached ends it; a teacher whose terms forbid it, and an app without consent, are refused before',
  async () => {
    const { page } = opened;
    await button(page, 'Write more examples …').click();
    await page.getByLabel('New examples').fill('400');
    await page.getByLabel('At most, in US dollars').fill('0.003');
    await button(page, 'Write them').click();
    await page.getByText('It ended early: the budget is used up.').waitFor();
    expect((await work())?.grown?.costUsd).toBeLessThanOrEqual(0.003);

    await opened.call('/admin/set', { path: 'providers.teacher.learn', text: 'forbidden' });
    await button(page, 'Write more examples …').click();
    const dialog = page.getByRole('dialog', { name: 'Write more examples' });
    await dialog.getByRole('alert').getByText('the terms of teacher forbid learning').waitFor();
    await dialog.getByText('nearmost config set providers.teacher.learn allowed').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await opened.call('/admin/set', { path: 'providers.teacher.learn', text: 'allowed' });
    await opened.call('/admin/learn', { app: 'mail', on: false });
    await button(page, 'Write more examples …').click();
    await dialog.getByRole('alert').getByText('Learning from mail is off').waitFor();
    await page.keyboard.press('Escape');
    await opened.call('/admin/learn', { app: 'mail', on: true });

    await button(page, 'Train for another model …').click();
    await page
      .getByRole('dialog', { name: 'Train for another model' })
      .getByRole('alert')
      .getByText('Adapters are not among the students that may be trained here.')
      .waitFor();
    expect(opened.foreign).toEqual([]);
    expect(opened.errors).toEqual([]);
  },
);
