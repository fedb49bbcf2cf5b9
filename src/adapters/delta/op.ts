/** One step of a delta; the steps write the new file from its beginning to its end. */
export type Op =
  /** Bytes that the old file does not have. */
  | { readonly act: 'literal'; readonly bytes: Uint8Array }
  /** Bytes of the old file. */
  | { readonly act: 'copy'; readonly from: number; readonly length: number }
  /**
   * Bytes of the old file in which some elements are others. `at`: their places in order, in elements; `values`: theirs,
   * first all first bytes, then all second bytes and so on, which compresses better.
   */
  | {
      readonly act: 'change';
      readonly from: number;
      readonly length: number;
      /** Bytes of an element. */
      readonly width: number;
      readonly at: Uint32Array;
      readonly values: Uint8Array;
    };

/** First bytes of a delta. */
export const MAGIC: Uint8Array = Buffer.from('NMD1');
export const TAG: Readonly<Record<Op['act'], number>> = { literal: 0, copy: 1, change: 2 };
/** Longer files are moved whole: a delta is made and applied in memory. */
export const MOST_DELTA_FILE_BYTES: number = 256 * 2 ** 20;
/** Widths of elements that occur: weights of 8, 16 and 32 bits. */
export const WIDTHS: ReadonlySet<number> = new Set([1, 2, 4]);
