const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** The address of a link when it leads to a page or a mail address; undefined for scripts, files and everything else. */
export function safeLink(href: string): string | undefined {
  const address = href.trim();
  if (!/^[a-z][a-z+.-]*:/i.test(address)) return undefined;
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
