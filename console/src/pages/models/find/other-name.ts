/** What a person typed, when it names a model outside the list: a hub id or an address; undefined: it is something else. Pure. */
export function otherName(typed: string): string | undefined {
  const name = typed.trim();
  if (/^https?:\/\/\S+$/.test(name)) return name;
  return /^[\w][\w.-]*(?:\/[\w][\w.-]*){1,2}(?:@[\w./-]+)?(?::[\w./-]+)?$/.test(name) ? name : undefined;
}
