import { NearmostError, type Egress, type EgressRequest, type EgressResponse } from '../../contract/index.ts';
import { memo } from '../../kit/memo.ts';
import { isNearHost } from './near-host.ts';
import type { Monitor } from './monitor.ts';

/** No way out of this device, whoever is called. A name that nobody knows looks the same where names are not served. */
const NO_NETWORK = new Set(['EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ENOTFOUND']);
/** The way may be gone, or the one who was called. */
const NO_ANSWER = new Set([
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
]);
/** Somebody answers in the name of another. */
const STRANGER =
  /^(?:ERR_TLS_CERT_ALTNAME_INVALID|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** Codes of an error and of what caused it; undici wraps, and tries of several addresses come bundled. */
function* codesOf(error: unknown, depth = 0): Generator<string> {
  if (typeof error !== 'object' || error === null || depth > 4) return;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string') yield code;
  if (Array.isArray(errors)) for (const one of errors) yield* codesOf(one, depth + 1);
  yield* codesOf(cause, depth + 1);
}

/** What in an answer shows that somebody else gave it; over TLS nobody else can. */
function strange({ status, headers }: EgressResponse, { protocol, host }: URL): string | undefined {
  if (status === 511) return 'status 511';
  if (protocol !== 'http:' || status >= 400) return undefined;
  const to = headers['location'];
  if (status >= 300 && to !== undefined && URL.canParse(to) && new URL(to).host !== host)
    return `redirected to ${new URL(to).host}`;
  return headers['content-type']?.startsWith('text/html') ? 'a web page instead of an answer' : undefined;
}

/**
 * Passes calls on and tells the monitor how they went. Calls within the own network say nothing of the way out.
 * @param isNear whether a host is of the own network
 */
export function watchEgress(egress: Egress, monitor: Monitor, isNear = isNearHost): Egress {
  /** The address, where calls of it tell of the way out. */
  const far = memo((text) => {
    const url = URL.parse(text);
    return url && !isNear(url.hostname) ? url : null;
  });
  const watched = async (request: EgressRequest, url: URL): Promise<EgressResponse> => {
    const { host } = url;
    let response: EgressResponse;
    try {
      response = await egress(request);
    } catch (error) {
      if (NearmostError.isInstance(error) || request.signal?.aborted) throw error;
      const codes = [...codesOf(error)];
      const lost = codes.find((code) => NO_NETWORK.has(code)) ?? codes.find((code) => NO_ANSWER.has(code));
      const stranger = codes.find((code) => STRANGER.test(code));
      if (lost !== undefined)
        monitor.failed({ host, kind: 'lost', what: lost, certain: NO_NETWORK.has(lost) });
      else if (stranger !== undefined)
        monitor.failed({ host, kind: 'captive', what: stranger, certain: false });
      throw error;
    }
    const what = strange(response, url);
    if (what === undefined) monitor.reached();
    else monitor.failed({ host, kind: 'captive', what, certain: response.status === 511 });
    return response;
  };
  return (request) => {
    const url = far(request.url);
    return url ? watched(request, url) : egress(request);
  };
}
