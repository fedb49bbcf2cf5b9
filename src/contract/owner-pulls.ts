/** A model on its way to this device, or one that came or did not. */
export interface PullStatus {
  /** As asked: a name of the list, `owner/repo:Q4_K_M`, an address. */
  model: string;
  /**
   * `looking`: which file; `waiting`: the connection dropped, it goes on by itself; `checking`: all bytes are here;
   * `stopped` and `failed`: what came is kept, a new pull goes on from there; `discarded`: told once, then it is forgotten.
   */
  state: 'looking' | 'fetching' | 'waiting' | 'checking' | 'done' | 'stopped' | 'failed' | 'discarded';
  file: string | null;
  /** Host that sends it. */
  from: string | null;
  bytes: number;
  totalBytes: number | null;
  /** Over the last seconds. */
  bytesPerSecond: number;
  secondsLeft: number | null;
  /** How often the connection dropped and it went on by itself. */
  resumed: number;
  /** Of a dropped connection or a failure, in words. */
  problem: { code: string; message: string; hint: string } | null;
  /** Done: the id on this device. */
  id: string | null;
  /** Done: the digest of the file, and whether the source told which one to expect. */
  sha256: string | null;
  verified: boolean;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number | null;
}

/** Models on their way to this device; they go on when nobody looks. */
export interface OwnerPulls {
  /** Newest first; those that ended stay for a while. */
  list(): PullStatus[];
  /**
   * Begins, or goes on where an earlier pull stopped; one that is under way is given as it is.
   * @param options.acceptMetered consent where bytes may cost money
   * @throws NearmostError `metered_link`, `disk_full`, `invalid_request`, `unknown_model`
   */
  start(model: string, options?: { acceptMetered?: boolean }): Promise<PullStatus>;
  /**
   * Ends it for now; what came is kept.
   * @param options.discard deletes what came, and forgets it
   * @throws NearmostError `not_found`
   */
  stop(model: string, options?: { discard?: boolean }): Promise<PullStatus>;
}
