import type { OutgoingHttpHeaders } from 'node:http';
import type { RouteInfo } from '../contract/index.ts';

const LIMIT = 500;
/** What most texts have none of: a character that may not stand there, or several blanks together. */
const UNFIT = /[^\x20-\x7E]| {2}/;

/** Text that may stand in a header: printable ASCII in one line of bounded length. */
function headerText(text: string): string {
  const safe = UNFIT.test(text) ? text.replace(/\s+/g, ' ').replace(/[^\x20-\x7E]/g, '?') : text;
  return safe.length > LIMIT ? `${safe.slice(0, LIMIT - 3)}...` : safe;
}

/** US dollars without exponent or needless zeros. */
const dollars = (usd: number): string => (usd === 0 ? '0' : usd.toFixed(8).replace(/0+$/, ''));

/** What is known about the route when the first byte goes out. */
export function routeHeaders(route: RouteInfo, warnings: readonly string[] = []): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    'x-nearmost-route': route.place,
    'x-nearmost-model': headerText(route.model),
    'x-nearmost-reason': headerText(route.reason),
  };
  if (route.confidence !== null) headers['x-nearmost-confidence'] = route.confidence.toFixed(4);
  if (route.costUsd !== null) headers['x-nearmost-cost-usd'] = dollars(route.costUsd);
  if (warnings.length > 0) headers['x-nearmost-warnings'] = headerText(warnings.join('; '));
  return headers;
}
