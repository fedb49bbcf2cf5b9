/** What must stay free on a disk. */
const MARGIN_BYTES = 64 * 2 ** 20;

/** Bytes of disk that are missing for a file; 0: there is room, or it is not known. Pure. */
export const missingDisk = (bytes: number, freeBytes: number | null): number =>
  freeBytes === null ? 0 : Math.max(0, bytes + MARGIN_BYTES - freeBytes);
