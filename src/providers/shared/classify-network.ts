import { NearmostError } from '../../contract/index.ts';
import { text } from './loose.ts';

/** No way out of this device at all, whoever is called. */
const NO_NETWORK = new Set(['EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);
const TIMED_OUT = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
]);
const WORDS: Record<string, string> = {
  ECONNREFUSED: 'refused the connection: nothing listens there',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  UND_ERR_SOCKET: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached: the machine is off or on another network',
  EHOSTDOWN: 'cannot be reached: the machine is off or on another network',
  ENOTFOUND: 'was not found: no machine has this name, or there is no network',
};

/** All codes and names of an error and what caused it; undici wraps, and Happy Eyeballs bundles. */
function* layers(error: unknown, depth = 0): Generator<{ code: string; name: string; message: string }> {
  if (typeof error !== 'object' || error === null || depth > 4) return;
  const { code, name, message, cause, errors } = error as Record<string, unknown>;
  yield { code: text(code), name: text(name), message: text(message) };
  if (Array.isArray(errors)) yield* layers(errors[0], depth + 1);
  yield* layers(cause, depth + 1);
}

/** The error of a call that got no (whole) answer. The caller's own cancelling and our own errors pass through. */
export function classifyNetwork(
  error: unknown,
  about: { name: string; id: string; url: string; signal?: AbortSignal },
): NearmostError {
  if (NearmostError.isInstance(error)) return error;
  const host = URL.canParse(about.url) ? new URL(about.url).host : about.url;
  const found = [...layers(error)];
  const has = (set: Set<string>): boolean => found.some(({ code }) => set.has(code));
  if (found.some(({ name }) => name === 'TimeoutError') || has(TIMED_OUT))
    return new NearmostError('timeout', `${about.name} (${host}) did not answer in time.`, { cause: error });
  if (
    about.signal?.aborted ||
    found.some(
      ({ name, code }) => name === 'AbortError' || code === 'ABORT_ERR' || code === 'UND_ERR_ABORTED',
    )
  )
    return new NearmostError('cancelled', 'The request was cancelled.', { cause: error });
  if (has(NO_NETWORK))
    return new NearmostError('offline', `There is no way to ${about.name} (${host}): no network.`, {
      cause: error,
    });
  const known = found.find(({ code }) => code in WORDS);
  if (known)
    return new NearmostError('upstream_unavailable', `${about.name} (${host}) ${WORDS[known.code]}.`, {
      cause: error,
      ...(known.code === 'ENOTFOUND' || known.code === 'ECONNREFUSED'
        ? {
            hint: `Check the network and the address: nearmost config set providers.${about.id}.baseUrl <url>`,
          }
        : {}),
    });
  const tls = found.find(({ code }) =>
    /^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|EPROTO)/.test(code),
  );
  if (tls)
    return new NearmostError(
      'upstream_unavailable',
      `${about.name} (${host}) failed the TLS check: ${tls.code}.`,
      {
        cause: error,
        hint: 'Check clock, certificate and proxy of this network.',
      },
    );
  const parser = found.some(({ code }) => /^(?:HPE_|UND_ERR_RES|UND_ERR_RESPONSE|Z_|ERR_)/.test(code));
  return new NearmostError(
    parser ? 'upstream_bad_answer' : 'upstream_unavailable',
    `${about.name} (${host}) sent ${parser ? 'what is no proper HTTP' : 'no whole answer'}: ${found[0]?.message ?? String(error)}`,
    { cause: error },
  );
}
