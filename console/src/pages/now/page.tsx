import { useEffect } from 'preact/hooks';
import { place } from '../../shell/route.ts';
import { Decision } from './decision/decision.tsx';
import { Requests } from './list/requests.tsx';
import { watch } from './live/watch.ts';

/** Requests as they are routed, and the whole decision of one. */
export function Page() {
  useEffect(watch, []);
  const [requestId] = place.value.rest;
  return requestId === undefined ? <Requests /> : <Decision key={requestId} requestId={requestId} />;
}
