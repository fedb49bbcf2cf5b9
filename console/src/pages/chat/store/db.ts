const NAME = 'nearmost';
const VERSION = 1;
/** Some browsers never answer when their storage is broken. */
const PATIENCE_MS = 10_000;

/** The result of one request to the database. */
export const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, fail) => {
    request.addEventListener('success', () => done(request.result));
    request.addEventListener('error', () => fail(request.error ?? new Error('The browser could not read.')));
  });

/** Settles when everything of a transaction is on disk. */
export const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((done, fail) => {
    const failed = (): void => fail(transaction.error ?? new Error('The browser could not write.'));
    transaction.addEventListener('complete', () => done());
    transaction.addEventListener('error', failed);
    transaction.addEventListener('abort', failed);
  });

/**
 * The database of this browser: `heads` of conversations, and their `turns`.
 * @throws whatever the browser says when its storage is full, switched off or broken
 */
export function openDatabase(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error('The storage does not answer.')), PATIENCE_MS);
    const request = indexedDB.open(NAME, VERSION);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore('heads', { keyPath: 'id' });
      request.result
        .createObjectStore('turns', { keyPath: 'id' })
        .createIndex('conversation', 'conversation');
    });
    request.addEventListener('success', () => {
      clearTimeout(timer);
      // A newer console in another tab may want to change the database.
      request.result.addEventListener('versionchange', () => request.result.close());
      done(request.result);
    });
    request.addEventListener('error', () => {
      clearTimeout(timer);
      fail(request.error ?? new Error('The storage could not be opened.'));
    });
  });
}
