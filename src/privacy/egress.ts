import type { Agent, buildConnector } from 'undici';
import { NearmostError, type Egress, type EgressRequest, type EgressResponse } from '../contract/index.ts';
import { memo } from '../kit/memo.ts';
import { callOnce } from './egress-call.ts';
import { mayLeave, mayLeavePseudonymised } from './label.ts';

/** One crossing, counted when the bytes are handed to the socket. No content. */
export interface Crossing {
  requestId: string;
  provider: string;
  host: string;
  /** Bytes of the body. */
  bytes: number;
}

export interface EgressDoor {
  egress: Egress;
  close(): Promise<void>;
}

interface Rules {
  offline: () => boolean;
  /** Whether personal content may leave once its details were replaced; absent: never. */
  pseudonymised?: () => boolean;
}

/** Providers are called at the same few addresses; nobody changes what this gives. */
const addressOf = memo((url) => new URL(url));

/** Refuses what may not cross, before a name is looked up or a socket is opened. */
function check(request: EgressRequest, { offline, pseudonymised }: Rules): URL {
  const { purpose } = request;
  const url = addressOf(request.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new NearmostError(
      'egress_refused',
      `Only http and https addresses may be called, not ${url.protocol}`,
    );
  if (offline())
    throw new NearmostError('offline', `Nearmost is in offline mode, so ${url.host} was not called.`);
  const replaced = purpose.form === 'pseudonymised' && (pseudonymised?.() ?? false);
  if (!mayLeave(purpose.label) && !mayLeavePseudonymised(purpose.label, replaced))
    throw new NearmostError(
      'egress_refused',
      `Content labelled ${purpose.label} may not leave for ${url.host}.`,
    );
  return url;
}

/** A connector that tells how long it took. */
function timed(
  connector: buildConnector.connector,
  onConnect: ((host: string, ms: number) => void) | undefined,
): buildConnector.connector {
  if (!onConnect) return connector;
  return (target, done) => {
    const began = performance.now();
    connector(target, (...result) => {
      if (result[0] === null) onConnect(target.hostname, performance.now() - began);
      done(...result);
    });
  };
}

/**
 * The only door to the network for request content: checks label and offline mode, counts bytes, keeps connections
 * alive. Redirects are not followed: a provider that moves must be configured anew.
 * @example const { egress, close } = createEgress({ offline: () => false, onCrossing: ledger.count })
 */
export function createEgress(
  options: Rules & {
    onCrossing: (crossing: Crossing) => void;
    /** Hears how many milliseconds a new connection took, name and TLS included. */
    onConnect?: (host: string, ms: number) => void;
  },
): EgressDoor {
  let agent: Agent | undefined;
  let undici: typeof import('undici') | undefined;

  const egress: Egress = async (request): Promise<EgressResponse> => {
    const url = check(request, options);
    undici ??= await import('undici');
    agent ??= new undici.Agent({
      keepAliveTimeout: 30_000,
      connect: timed(undici.buildConnector({ timeout: 10_000 }), options.onConnect),
      bodyTimeout: 300_000,
    });
    if (request.body !== undefined)
      options.onCrossing({
        requestId: request.purpose.requestId,
        provider: request.purpose.provider,
        host: url.host,
        bytes: Buffer.byteLength(request.body),
      });
    return await callOnce(agent, url, request);
  };
  return { egress, close: async () => agent?.destroy() };
}
