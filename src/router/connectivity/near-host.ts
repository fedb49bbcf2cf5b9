import type { CloudHandle } from '../calls/open.ts';

const PRIVATE_V4 = /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/;
const PRIVATE_V6 = /^(?:::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/;

/** Whether a host is this device or one of its own network: what is there does not need the way to the others. */
export function isNearHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host.includes(':')) return PRIVATE_V6.test(host);
  if (/^\d+(?:\.\d+){3}$/.test(host)) return PRIVATE_V4.test(host);
  return !host.includes('.') || /\.(?:local|localhost|lan|home\.arpa|internal)$/.test(host);
}

/** What was found of a handle: every request asks. */
const known = new WeakMap<CloudHandle, boolean>();

/** Whether a provider is a server of the own network. */
export function isNearProvider(handles: readonly CloudHandle[], provider: string): boolean {
  const handle = handles.find((one) => one.provider.id === provider);
  if (!handle) return false;
  const url = known.has(handle) ? null : URL.parse(handle.baseUrl);
  const near = known.get(handle) ?? (url !== null && isNearHost(url.hostname));
  known.set(handle, near);
  return near;
}
