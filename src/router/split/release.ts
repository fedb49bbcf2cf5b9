import { NearmostError, type Egress } from '../../contract/index.ts';
import type { Pseudonyms } from '../../privacy/pseudonyms/pseudonyms.ts';
import { withoutOurs } from './words.ts';

/** Fields of a request body that hold words of the dialect, not of a person. */
const DIALECT = new Set(['model', 'role', 'type']);

function* textsOf(value: unknown, key = ''): Generator<string> {
  if (typeof value === 'string') {
    if (!DIALECT.has(key)) yield value;
  } else if (Array.isArray(value)) for (const each of value) yield* textsOf(each, key);
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) yield* textsOf(each, name);
}

const refused = (why: string): NearmostError =>
  new NearmostError('egress_refused', `Nothing was sent: ${why}.`);

/**
 * The way out for pseudonymised content: looks at the very body that would be sent, in whatever dialect, and refuses one in
 * which a personal detail is left. Whether it may leave in this form at all, the door decides.
 */
export function releasing(egress: Egress, pseudonyms: Pick<Pseudonyms, 'leaks'>): Egress {
  return async (request) => {
    if (typeof request.body !== 'string') throw refused('its body is no text that could be looked through');
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      throw refused('its body is no JSON that could be looked through');
    }
    for (const text of textsOf(body))
      if (pseudonyms.leaks(withoutOurs(text))) throw refused('a personal detail was still in it');
    return egress({ ...request, purpose: { ...request.purpose, form: 'pseudonymised' } });
  };
}
