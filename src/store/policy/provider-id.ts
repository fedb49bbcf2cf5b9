/**
 * A name for the provider at an address; the same address keeps its name.
 * @param taken names with their addresses; a new one is added
 * @example providerId('http://10.0.0.5:8000/v1', new Map()) // 'at-10-0-0-5-8000'
 */
export function providerId(baseUrl: string, taken: Map<string, string>): string {
  const known = [...taken].find(([, address]) => address === baseUrl);
  if (known) return known[0];
  const { hostname, port } = new URL(baseUrl);
  const words = `${hostname}${port === '' ? '' : `-${port}`}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const trimmed = words.replaceAll(/^-+|-+$/g, '');
  const name = /^[a-z]/.test(trimmed) ? trimmed : `at-${trimmed}`;
  let id = name;
  for (let at = 2; taken.has(id); at++) id = `${name}-${at}`;
  taken.set(id, baseUrl);
  return id;
}
