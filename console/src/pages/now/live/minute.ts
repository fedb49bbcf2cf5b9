/** What ended within the last minute. */
export interface MinuteTotals {
  /** Requests a second. */
  perSecond: number;
  /** Requests that ended. */
  requests: number;
  /** Answers, and those from this device. */
  answers: number;
  here: number;
  /** Half of the answers were whole sooner, in milliseconds; null: there were none. */
  p50: number | null;
}

export interface Minute {
  /** @param now any clock that only goes forward, in milliseconds */
  add(end: { status: string; place: string; durationMs: number }, now: number): void;
  totals(now: number): MinuteTotals;
}

const SPAN_MS = 60_000;

/**
 * Totals over a running minute, or since `began`, by the clock of this page alone. Memory is taken once: a ring that holds a minute of 270 requests
 * a second; with more, the totals stand on the newest ones.
 */
export function createMinute(began: number, size = 16_384): Minute {
  const times = new Float64Array(size);
  const durations = new Float32Array(size);
  /** 0: no answer, 1: from the cloud, 2: from here. */
  const kinds = new Uint8Array(size);
  let count = 0;
  return {
    add({ status, place, durationMs }, now) {
      const at = count % size;
      times[at] = now;
      durations[at] = durationMs;
      kinds[at] = status === 'ok' ? (place === 'local' ? 2 : 1) : 0;
      count += 1;
    },
    totals(now) {
      const oldest = Math.max(0, count - size);
      const answered: number[] = [];
      let [requests, here, first] = [0, 0, now];
      for (let number = count - 1; number >= oldest; number -= 1) {
        const at = number % size;
        const time = times[at] ?? 0;
        if (time <= now - SPAN_MS) break;
        requests += 1;
        first = time;
        if (kinds[at] !== 0) answered.push(durations[at] ?? 0);
        if (kinds[at] === 2) here += 1;
      }
      answered.sort((a, b) => a - b);
      // a page that was just opened has not watched for a minute
      const full = requests < size ? Math.min(SPAN_MS, now - began) : now - first;
      return {
        perSecond: requests === 0 ? 0 : requests / (Math.max(1000, full) / 1000),
        requests,
        answers: answered.length,
        here,
        p50: answered[Math.max(0, Math.ceil(answered.length / 2) - 1)] ?? null,
      };
    },
  };
}
