import { signal } from '@preact/signals';

/** Where the person is: `#/models/house?tab=files` is page `models`, rest `['house']`, query `tab=files`. */
export interface Place {
  page: string;
  rest: string[];
  query: URLSearchParams;
}

/** Reads the part of an address behind `#`. */
function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { page, rest: rest.filter(Boolean), query: new URLSearchParams(query) };
}

/** The place of this tab; changes with the address. */
export const place = signal(readPlace(location.hash));
addEventListener('hashchange', () => (place.value = readPlace(location.hash)));

/** The address of a place. @example href('now', requestId) */
export const href = (page: string, ...rest: string[]): string =>
  `#/${[page, ...rest].map(encodeURIComponent).join('/')}`;

/** Goes there; the browser's back button comes back. */
export const goTo = (page: string, ...rest: string[]): void => {
  location.hash = href(page, ...rest);
};
