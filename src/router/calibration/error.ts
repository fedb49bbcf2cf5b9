const BINS = 15;

/** A probability and what came of it. */
export interface Forecast {
  /** 0 to 1. */
  readonly confidence: number;
  readonly right: boolean;
}

/**
 * Expected calibration error: forecasts are sorted into 15 bins of equal width; the gap between mean confidence and share
 * right in each, weighted by how many are in it. 0: of the answers that are said to be right with 90 %, 90 % are. NaN of none.
 */
export function calibrationError(forecasts: readonly Forecast[]): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  for (const { confidence, right } of forecasts) {
    const bin = bins[Math.max(0, Math.min(BINS - 1, Math.floor(confidence * BINS)))]!;
    bin.confidence += confidence;
    bin.right += Number(right);
  }
  return (
    bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / forecasts.length
  );
}
