import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkillDetail } from '../../src/contract/index.ts';
import type { FakeUpstream } from '../../src/kit/testing/fake-upstream.ts';
import { barriers } from './barriers.ts';
import { tooWide } from './in-page.ts';
import { askMail, askMails, startMailTeacher, useTeacher } from './mail-teacher.ts';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

/** Mails that a small model learns from, until it passes its test. */
const ENOUGH = 260;
let opened: OpenConsole;
let teacher: FakeUpstream;

beforeAll(async () => {
  if (noBrowser) return;
  teacher = await startMailTeacher();
  opened = await openConsole({ prepare: (home) => useTeacher(home, teacher) });
  await opened.page.getByRole('link', { name: 'Skills', exact: true }).click();
});
afterAll(async () => {
  await opened?.close();
  await teacher?.close();
});

/** The one skill, as the server knows it. */
async function skill(): Promise<SkillDetail> {
  const { skills } = await opened.call<{ skills: { id: string }[] }>('/admin/skills');
  expect(skills).toHaveLength(1);
  return opened.call<SkillDetail>(`/admin/skills/${skills[0]?.id}`);
}

/** Where ten mails were sorted: on trial some go to the teacher, by chance. */
async function placesOf(from: number): Promise<string[]> {
  const places: string[] = [];
  for (let n = from; n < from + 10; n += 1) places.push((await askMail(opened, n)).place);
  return places;
}

test.skipIf(noBrowser)(
  'an app that asked is offered, and is learned from only after it was said what that means',
  async () => {
    const { page } = opened;
    await page.getByText('No app has asked yet.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await askMails(opened, 0, 2);
    await page.getByRole('button', { name: 'Learn from mail' }).click(); // it came by itself
    const dialog = page.getByRole('dialog', { name: 'Learn from mail?' });
    await dialog.getByText('Nothing is kept without your consent.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'No', exact: true }).click();
    expect(await opened.call('/admin/skills')).toMatchObject({ apps: [] });
    await page.getByRole('button', { name: 'Learn from mail' }).click();
    await dialog.getByRole('button', { name: 'Yes, learn from it' }).click();
    await page.getByText('Learning from mail is on.').waitFor();
    expect(await opened.call('/admin/skills')).toMatchObject({ apps: [{ app: 'mail' }] });
  },
);

test.skipIf(noBrowser)(
  'what is asked again and again is found, trained while one looks on, and answered here',
  async () => {
    const { page } = opened;
    await askMails(opened, 2, ENOUGH);
    await page.getByRole('link', { name: /Sort the mail/ }).click();
    await page.getByRole('heading', { name: /Sort the mail/, level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Train now' }).click();
    await page.getByText(/Trained and tested:|nothing new to train/).waitFor({ timeout: 300_000 });
    await page.getByText(/Sorter \d+ · in use/).waitFor();
    const { serving } = await skill();
    expect(serving).toMatchObject({ kind: 'probe', state: 'shipped' });
    expect(serving?.agreement?.lower).toBeGreaterThan(0.9);
    await page.getByText(/^Passed: of \d+ test answers/).waitFor();
    await page.getByRole('region', { name: 'Small models' }).getByText('in use', { exact: true }).waitFor();
    expect(await placesOf(5000)).toContain('local');
    expect(await barriers(page)).toEqual([]);
    await page.setViewportSize({ width: 375, height: 812 });
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    expect(await barriers(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  },
);

test.skipIf(noBrowser)('it is rolled back until none answers, and let in again', async () => {
  const { page } = opened;
  for (let left = (await skill()).students.length; left > 0 && (await skill()).serving !== null; left--) {
    await page.getByRole('button', { name: 'Roll back …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back?' });
    await dialog.getByText('Nothing is deleted.').waitFor();
    const told = page.waitForResponse((response) => response.url().endsWith('/rollback'));
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await told;
    await dialog.waitFor({ state: 'detached' });
  }
  await page.getByText('Rolled back: no small model answers any more.').waitFor();
  await page.getByRole('heading', { name: 'Taken back' }).waitFor();
  expect(await askMail(opened, 5001)).toMatchObject({ place: 'cloud', model: 'teacher/m' });
  await page.getByRole('button', { name: 'Let another answer …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Let another small model answer' });
  await dialog.getByRole('button', { name: 'Let it answer' }).click();
  await page.getByText(/Version \d+ answers from now on\./).waitFor();
  await page.getByRole('heading', { name: 'On trial' }).waitFor();
  await page.getByText(/On trial for \d+ more answers/).waitFor();
  expect(await placesOf(5100)).toContain('local');
});

test.skipIf(noBrowser)(
  'it is exported into a folder of this machine; a folder that will not do is refused with words',
  async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Export …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export this skill' });
    const field = dialog.getByLabel('Folder');
    await expect.poll(() => field.inputValue()).toContain(join(opened.home, 'nearmost-skills'));
    const folder = await field.inputValue();
    await field.fill('somewhere');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByRole('alert').getByText('absolute path').waitFor();
    await field.fill(folder);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText(/\d+ files written to:/).waitFor();
    expect(readFileSync(join(folder, 'examples.jsonl'), 'utf8')).toContain('number 1005');
    expect(existsSync(join(folder, 'record.json'))).toBe(true);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Exported.').waitFor();
  },
);

test.skipIf(noBrowser)(
  'one request, then the whole skill is forgotten, after it was said how much goes',
  async () => {
    const { page } = opened;
    const { id, students } = await skill();
    const asked = await opened.call<{ requests: { requestId: string; place: string }[] }>(
      '/admin/requests?limit=1000&app=mail',
    );
    const known = asked.requests.find(({ place }) => place === 'cloud')?.requestId ?? '';
    await page.getByRole('link', { name: 'All skills' }).click();
    await page.getByLabel('Number of the request').fill('req_nobody_made');
    await page.getByRole('button', { name: 'Forget it' }).click();
    let dialog = page.getByRole('dialog', { name: 'Forget the request req_nobody_made?' });
    await dialog.getByRole('alert').getByText('No example came from the request').waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete it' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Keep it' }).click();

    await page.getByLabel('Number of the request').fill(known);
    await page.getByRole('button', { name: 'Forget it' }).click();
    dialog = page.getByRole('dialog', { name: `Forget the request ${known}?` });
    await dialog.getByText('This deletes 1 example').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText(/^Forgotten: 1 example and \d+ small model/).waitFor();

    const before = await opened.call<{ examples: number }>('/admin/forget', { skill: id, preview: true });
    await page.getByRole('link', { name: /Sort the mail/ }).click();
    await page.getByRole('button', { name: 'Forget …' }).click();
    dialog = page.getByRole('dialog', { name: /^Forget the skill/ });
    await dialog.getByText(`This deletes ${before.examples} examples`).waitFor();
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText('No skill was found yet.').waitFor();
    expect(students.length).toBeGreaterThan(0);
    expect(await opened.call('/admin/skills')).toMatchObject({ skills: [], apps: [{ app: 'mail' }] });
  },
);

test.skipIf(noBrowser)(
  'the consent is taken back, an unknown skill says what to do, and the terms can be read',
  async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Stop learning from mail' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Learning from mail is off.').waitFor();
    expect(await opened.call('/admin/skills')).toMatchObject({ apps: [] });
    await page.getByText('What each provider says').click();
    await page.getByRole('list', { name: 'Terms of providers' }).getByText('may teach').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.evaluate("location.hash = '#/skills/none-such'");
    await page.getByRole('alert').getByText('There is no skill "none-such"').waitFor();
    await page.getByRole('link', { name: 'All skills' }).click();
    await page.getByRole('heading', { name: 'Skills', level: 1 }).waitFor();
    expect(opened.foreign).toEqual([]);
    expect(opened.errors).toEqual([]);
  },
);
