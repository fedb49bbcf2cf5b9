/** Bytes that each request sent out, until its row is written. */
export interface Crossings {
  add(crossing: { requestId: string; bytes: number }): void;
  /** The sum of a request, which is forgotten with it. */
  take(requestId: string): number;
}

export function createCrossings(): Crossings {
  const crossed = new Map<string, number>();
  return {
    add: ({ requestId, bytes }) => void crossed.set(requestId, (crossed.get(requestId) ?? 0) + bytes),
    take(requestId) {
      const bytes = crossed.get(requestId) ?? 0;
      crossed.delete(requestId);
      return bytes;
    },
  };
}
