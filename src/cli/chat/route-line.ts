import type { RouteInfo } from '../../contract/index.ts';
import { duration, money, probability, shortId } from '../format.ts';
import type { Paint } from '../paint.ts';

/** Where an answer ran, on one line below it. */
export function routeLine(route: RouteInfo, ms: number, paint: Paint): string {
  const where = route.place === 'local' ? paint.green('here') : paint.blue('cloud');
  const sure = route.confidence === null ? [] : [`sure ${probability(route.confidence)}`];
  const facts = [
    route.model,
    ...sure,
    duration(ms),
    money(route.costUsd),
    `nearmost why ${shortId(route.requestId)}`,
  ];
  return `${where} ${paint.dim(`· ${facts.join(' · ')}`)}`;
}
