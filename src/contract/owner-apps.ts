/** An app that asked something, as the ledger knows it. */
export interface SeenApp {
  app: string;
  requests: number;
  /** Of them answered on this device. */
  local: number;
  /** Milliseconds since 1970. */
  lastAt: number;
  /** Whether its owner consented to learning. */
  learning: boolean;
  /** What stands in the way of learning from it, in a sentence; null: nothing does. */
  obstacle: string | null;
}

/** The apps of this device. */
export interface OwnerApps {
  /** Of the last 30 days, newest first, at most 100; and those that consented, whenever they asked. */
  seen(): Promise<SeenApp[]>;
}
