/** What a running server leaves in its home, as `server.json`, so that others find it. */
export interface ServerRecord {
  url: string;
  pid: number;
}

/** Reads the record; undefined when it makes no sense. The process may have ended since. */
export function parseServerRecord(text: string): ServerRecord | undefined {
  try {
    const { url, pid } = (JSON.parse(text) ?? {}) as { url?: unknown; pid?: unknown };
    if (typeof url !== 'string' || typeof pid !== 'number') return undefined;
    // the token goes to this address
    return /^https?:$/.test(new URL(url).protocol) ? { url, pid } : undefined;
  } catch {
    return undefined;
  }
}
