/** What is known of the way from this device to others, learned from its own traffic; nothing is sent to find out. */
export interface LinkStatus {
  /**
   * `unknown`: nothing was asked elsewhere yet. `slow`: connections take long. `lost`: calls fail before they arrive.
   * `captive`: somebody else answers, as networks do that want a sign-in.
   */
  state: 'unknown' | 'online' | 'slow' | 'lost' | 'captive';
  /** Milliseconds since 1970. */
  since: number;
  /** In words. */
  why: string;
  /** Median milliseconds that the last connections took, names and TLS included; null: none was made. */
  connectMs: number | null;
}

/** Whether bytes on this link cost money, and who says so. */
export interface Metered {
  metered: 'yes' | 'no' | 'unknown';
  source: string;
}
