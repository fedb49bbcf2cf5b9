import { expect, onTestFinished, test } from 'vitest';
import type { SkillDetail, SkillWork } from '../../src/contract/index.ts';
import { barriers } from './barriers.ts';
import { askMails, startMailTeacher, useTeacher } from './mail-teacher.ts';
import { noBrowser, openConsole } from './open-console.ts';

test.skipIf(noBrowser)(
  'a skill is trained for another model: what that takes is said, it goes on without the page, and is stopped',
  async () => {
    const teacher = await startMailTeacher();
    onTestFinished(() => teacher.close());
    const learn = { students: ['adapter' as const], idleOnly: false };
    const opened = await openConsole({ prepare: (home) => useTeacher(home, teacher, { learn }) });
    onTestFinished(() => opened.close());
    const { page, call } = opened;
    await call('/admin/learn', { app: 'mail', on: true });
    await askMails(opened, 0, 40);
    const { skills } = await call<{ skills: { id: string }[] }>('/admin/skills');
    const id = skills[0]?.id ?? '';
    await page.goto(`${opened.server.url}/#/skills/${id}`);

    await page.getByRole('button', { name: 'Train for another model …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Train for another model' });
    await dialog.getByText('Nothing leaves this device and nothing is paid.').waitFor();
    await dialog.getByRole('radio', { name: /skills are usually trained for it/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Train it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/Trained layer: step [1-9]\d* of \d+, .* left/).waitFor();
    expect(await barriers(page)).toEqual([]);

    await page.reload();
    await page.getByText(/Trained layer: step [1-9]\d* of \d+/).waitFor();
    const other = await opened.context.newPage();
    await other.goto(`${opened.server.url}/#/skills/${id}`);
    await other.getByText('Training for house').waitFor();
    await other.getByRole('button', { name: 'Stop' }).click();
    for (const tab of [page, other])
      await tab.getByText('The training was stopped; nothing was changed by it.').waitFor();
    const { works } = await call<{ works: SkillWork[] }>('/admin/skill-works');
    expect(works).toMatchObject([
      { state: 'stopped', task: { do: 'retarget', base: 'house' }, students: [] },
    ]);
    expect((await call<SkillDetail>(`/admin/skills/${id}`)).students).toEqual([]);
    expect(await page.getByRole('button', { name: 'Train for another model …' }).isEnabled()).toBe(true);
    expect([opened.foreign, opened.errors]).toEqual([[], []]);
  },
);
