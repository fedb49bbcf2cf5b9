import type { RouteInfo } from '../../contract/index.ts';
import { duration, money, probability } from '../format.ts';
import type { Paint } from '../paint.ts';

/** Characters of a request id that tell it from the others of the same second or two. */
const ENOUGH = 14;

/** Where an answer ran, on one line below it. */
export function routeLine(route: RouteInfo, ms: number, paint: Paint): string {
  const where = route.place === 'local' ? paint.green('here') : paint.blue('cloud');
  const sure = route.confidence === null ? [] : [`sure ${probability(route.confidence)}`];
  const facts = [
    route.model,
    ...sure,
    duration(ms),
    money(route.costUsd),
    `nearmost why ${route.requestId.slice(0, ENOUGH)}`,
  ];
  return `${where} ${paint.dim(`· ${facts.join(' · ')}`)}`;
}
