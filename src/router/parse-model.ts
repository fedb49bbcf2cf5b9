/** What the `model` of a request names. */
export type Asked =
  | { kind: 'auto'; /** Cloud candidate to prefer. */ cloud?: string }
  /** Several models of this device together. */
  | { kind: 'moa' }
  | { kind: 'local'; id: string }
  | { kind: 'cloud'; provider: string; model: string }
  | { kind: 'unknown' };

/** Several small models of this device answer together (mixture of agents). */
export const MOA = 'moa';

/** Names that can be asked for. */
export interface KnownNames {
  local: readonly string[];
  /** Providers that exist or are configured. */
  providers: readonly { id: string; bareNames: RegExp }[];
}

/**
 * Reads a model name: `auto`, `moa`, `local/<id>`, `<provider>/<model>`, a local id, or a bare provider model name, which means
 * `auto` with that model as the cloud candidate.
 */
export function parseModel(name: string, known: KnownNames): Asked {
  if (name === '' || name === 'auto') return { kind: 'auto' };
  if (name === MOA) return { kind: 'moa' };
  const slash = name.indexOf('/');
  const [head, rest] = slash < 0 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)];
  if (head === 'local') return known.local.includes(rest) ? { kind: 'local', id: rest } : { kind: 'unknown' };
  if (known.local.includes(name)) return { kind: 'local', id: name };
  if (head && rest && known.providers.some(({ id }) => id === head))
    return { kind: 'cloud', provider: head, model: rest };
  const owner = head ? undefined : known.providers.find(({ bareNames }) => bareNames.test(name));
  return owner ? { kind: 'auto', cloud: `${owner.id}/${name}` } : { kind: 'unknown' };
}
