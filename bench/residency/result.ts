/** What a run of a trace cost. Seconds. */
export interface SimResult {
  requests: number;
  /** Loading that somebody waited for. */
  waitedSeconds: number;
  /** All loading, also what was done early. */
  loadSeconds: number;
  loads: number;
  sent: number;
  refused: number;
  /** From arrival to the beginning of the answer. */
  startSeconds: number[];
  peakGib: number;
}

export function emptyResult(requests: number): SimResult {
  return {
    requests,
    waitedSeconds: 0,
    loadSeconds: 0,
    loads: 0,
    sent: 0,
    refused: 0,
    startSeconds: [],
    peakGib: 0,
  };
}
