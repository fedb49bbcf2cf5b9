import { signal } from '@preact/signals';

/** True as soon as the browser refused to keep something: its storage is full, or switched off. */
export const storageFull = signal(false);

/** What this browser keeps though it may not have to be kept; lives in memory where the storage refuses. */
const memory = new Map<string, string>();

/** Small values that stay in this browser. Never throws: a full or forbidden storage keeps them until the page is closed. */
export const kept = {
  read(key: string): string | undefined {
    try {
      return localStorage.getItem(key) ?? memory.get(key);
    } catch {
      return memory.get(key);
    }
  },
  write(key: string, value: string): void {
    memory.set(key, value);
    try {
      localStorage.setItem(key, value);
    } catch {
      storageFull.value = true;
    }
  },
  remove(key: string): void {
    memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      storageFull.value = true;
    }
  },
};
