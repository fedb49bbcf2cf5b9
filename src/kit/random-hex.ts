import { randomBytes } from 'node:crypto';

/** So many are made at once: a call of the system costs more than all else about them. */
const AT_ONCE = 256;

/**
 * Gives random hexadecimal digits, another text with every call.
 * @param digits how many in each text; an even number
 */
export function randomHex(digits: number): () => string {
  let pool = '';
  let at = 0;
  return () => {
    if (at === pool.length) {
      pool = randomBytes((digits / 2) * AT_ONCE).toString('hex');
      at = 0;
    }
    at += digits;
    return pool.slice(at - digits, at);
  };
}
