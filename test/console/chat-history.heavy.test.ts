import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openConsole, type OpenConsole } from './open-console.ts';

let opened: OpenConsole;
beforeAll(async () => {
  if (!noBrowser) opened = await openConsole();
});
afterAll(() => opened?.close());

const question = (page: Page): Locator => page.getByRole('textbox', { name: 'Your question' });
const list = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' });
/** The buttons of a conversation take no room until a person comes near. */
async function inList(page: Page, what: 'Rename' | 'Delete', title: string): Promise<void> {
  await list(page).getByRole('link', { name: title }).hover();
  await list(page)
    .getByRole('button', { name: `${what} ${title}` })
    .click();
}
/** To the page of a conversation that has not begun. */
async function toNew(page: Page): Promise<void> {
  await page.goto(`${opened.server.url}/#/chat`);
  await page.getByRole('heading', { name: /^(?:What is to be done\?|Ask the nearest model)$/ }).waitFor();
}
async function begin(page: Page, text: string, answer: string): Promise<void> {
  await toNew(page);
  await question(page).fill(text);
  await question(page).press('Enter');
  await page.getByRole('article').getByText(answer, { exact: true }).waitFor();
}

test.skipIf(noBrowser)('conversations stay in this browser, are found, renamed and deleted', async () => {
  const { page } = opened;
  await begin(page, 'wake me at 6:30', 'Set alarm');
  await begin(page, 'play some Norah Jones', 'Play music');
  await page.reload();
  await page.getByText('Play music').waitFor();
  await expect
    .poll(() => list(page).getByRole('listitem').allInnerTexts())
    .toEqual(['play some Norah Jones', 'wake me at 6:30']);
  const search = list(page).getByRole('searchbox', { name: 'Search conversations' });
  await search.fill('SetAlarm');
  await list(page).getByRole('link', { name: 'play some Norah Jones' }).waitFor({ state: 'detached' });
  await list(page).getByRole('link', { name: 'wake me at 6:30' }).waitFor();
  await search.fill('xyzzy');
  await list(page).getByText('Nothing was said of that.').waitFor();
  await search.fill('');
  await inList(page, 'Rename', 'wake me at 6:30');
  await page.getByRole('dialog').getByLabel('Title').fill('Mornings');
  await page.keyboard.press('Enter');
  await list(page).getByRole('link', { name: 'Mornings' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mornings' }).waitFor();
  await inList(page, 'Delete', 'Mornings');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await inList(page, 'Delete', 'Mornings');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'What is to be done?' }).waitFor();
  await page.goBack();
  await page.getByText('This conversation is not in this browser.').waitFor();
  await page.reload();
  await page.getByText('This conversation is not in this browser.').waitFor();
  await expect
    .poll(() => list(page).getByRole('listitem').allInnerTexts())
    .toEqual(['play some Norah Jones']);
});

test.skipIf(noBrowser)('Enter that comes twice asks once', async () => {
  const { page } = opened;
  await toNew(page);
  await question(page).fill('set a timer for 8 minutes');
  await question(page).evaluate((field) => {
    for (let times = 0; times < 2; times += 1)
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  });
  await page.getByText('Set timer', { exact: true }).waitFor();
  await toNew(page);
  expect(await list(page).getByRole('link', { name: 'set a timer for 8 minutes' }).count()).toBe(1);
  await inList(page, 'Delete', 'set a timer for 8 minutes');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
});

test.skipIf(noBrowser)('two tabs stay in step', async () => {
  const { page, context, server } = opened;
  await list(page).getByRole('link', { name: 'play some Norah Jones' }).click();
  await page.getByText('Play music').waitFor();
  const second = await context.newPage();
  await second.goto(page.url());
  await second.getByText('Play music').waitFor();
  await question(second).fill('set a timer for 5 minutes');
  await question(second).press('Enter');
  await page.getByText('Set timer', { exact: true }).waitFor();
  await second.goto(`${server.url}/#/chat`);
  await inList(second, 'Delete', 'play some Norah Jones');
  await second.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('This conversation is not in this browser.').waitFor();
  await second.close();
});

test.skipIf(noBrowser)(
  'a session that ends in the middle keeps the conversation and what was being written',
  async () => {
    const { page, context, link } = opened;
    await begin(page, 'wake me at 7', 'Set alarm');
    await context.clearCookies();
    await question(page).fill('set a timer for 3 minutes');
    await question(page).press('Enter');
    await page.getByRole('heading', { name: 'This browser’s access has ended' }).waitFor();
    await page.getByText('Your conversations are still here.').waitFor();
    await page.goto(await link());
    await list(page).getByRole('link', { name: 'wake me at 7' }).click();
    await page.getByText('This browser’s access had ended.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Set timer', { exact: true }).waitFor();
    await question(page).fill('half a sentence');
    await page.reload();
    await page.getByText('Set timer', { exact: true }).waitFor();
    await expect.poll(() => question(page).inputValue()).toBe('half a sentence');
  },
);

test.skipIf(noBrowser)(
  'a browser that keeps nothing can be used until it is closed, and says so',
  async () => {
    const context = await opened.browser.newContext();
    await context.addInitScript(() => {
      const refuse = (): never => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      IDBFactory.prototype.open = refuse;
      Storage.prototype.setItem = refuse;
    });
    const page = await context.newPage();
    await page.goto(await opened.link());
    await page.getByText('This browser keeps nothing more.').waitFor();
    await page.getByRole('button', { name: 'Set a timer for 12 minutes' }).click();
    await page.getByText('Set timer', { exact: true }).waitFor();
    await list(page).getByRole('link', { name: 'New conversation' }).click();
    await list(page).getByRole('link', { name: 'Set a timer for 12 minutes' }).click();
    await page.getByText('Set timer', { exact: true }).waitFor();
    await context.close();
  },
);

test.skipIf(noBrowser)('what the storage does not take lives on beside what it holds', async () => {
  const context = await opened.browser.newContext();
  const page = await context.newPage();
  await page.goto(await opened.link());
  await begin(page, 'wake me at 6', 'Set alarm');
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await question(page).fill('set a timer for 9 minutes');
  await question(page).press('Enter');
  await page.getByText('Set timer', { exact: true }).waitFor();
  await page.getByText('This browser keeps nothing more.').waitFor();
  await page.getByText('Set alarm', { exact: true }).waitFor();
  await context.close();
});

test.skipIf(noBrowser)('nothing foreign was asked for, and no page broke', () => {
  expect(opened.foreign).toEqual([]);
  expect(opened.errors).toEqual([]);
});
