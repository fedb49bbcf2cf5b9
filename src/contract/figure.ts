/** A number that says how it came about. `null` exactly when it is `unavailable`. */
export interface Figure {
  value: number | null;
  method: 'measured' | 'estimated' | 'unavailable';
  /** What a reader must know: what is missing, or which list a price is from. */
  note?: string;
}

/** A share with its exact 95 % interval (Clopper and Pearson) and the size of its sample. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}
