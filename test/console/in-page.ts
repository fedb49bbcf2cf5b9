import type { Page } from 'playwright-core';

// Written as text: what runs in the page knows names that tests do not.

/** What was copied last. */
export const copied = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()');

/** By how many pixels a page is wider than its window. */
export const tooWide = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** The beginnings of all that was said, as the browser keeps it. */
export const keptWords = (page: Page): Promise<string> =>
  page.evaluate(`new Promise((done) => {
    const request = indexedDB.open('nearmost');
    request.onsuccess = () => {
      const all = request.result.transaction('turns').objectStore('turns').getAll();
      all.onsuccess = () => {
        request.result.close();
        done(all.result.map(({ text }) => text.slice(0, 1000)).join(' '));
      };
    };
  })`);

const REFUSE = "() => { throw new DOMException('full', 'QuotaExceededError'); }";

/** For pages that open later: a browser whose storage is switched off. */
export const KEEPS_NOTHING = `IDBFactory.prototype.open = Storage.prototype.setItem = ${REFUSE};`;
/** For an open page: from now on the database is full. */
export const DATABASE_FULL = `IDBObjectStore.prototype.put = ${REFUSE};`;
