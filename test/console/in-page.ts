import type { Page } from 'playwright-core';

/** What was copied last. */
export const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

/** By how many pixels a page is wider than its window. */
export const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The beginnings of all that was said, as the browser keeps it; before an answer its state: `stopped: It is …`. */
export const keptWords = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((done) => {
        const request = indexedDB.open('nearmost');
        request.addEventListener('success', () => {
          const all = request.result.transaction('turns').objectStore('turns').getAll();
          all.addEventListener('success', () => {
            request.result.close();
            const turns = all.result as { text: string; state?: string }[];
            done(turns.map(({ text, state = '' }) => `${state}: ${text.slice(0, 1000)}`).join(' '));
          });
        });
      }),
  );
