/** A name that no other turn has; works on addresses where browsers offer no `randomUUID` too. */
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
