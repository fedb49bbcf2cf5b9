/** What one tab tells the others. */
export interface TabNews {
  /** The conversation that changed. */
  conversation: string;
  removed: boolean;
}

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('nearmost.chats');
const KEY = 'nearmost.tab';

/** The name of this tab; the same after a reload, so that it knows what it left unfinished. */
export function nameOfTab(make: () => string): string {
  try {
    const known = sessionStorage.getItem(KEY) ?? make();
    sessionStorage.setItem(KEY, known);
    return known;
  } catch {
    return make();
  }
}

/** Tells the other tabs of this browser. */
export const tellTabs = (news: TabNews): void => channel?.postMessage(news);

/** Hears what other tabs change. */
export function hearTabs(heard: (news: TabNews) => void): void {
  channel?.addEventListener('message', ({ data }: MessageEvent<TabNews>) => heard(data));
}
