/**
 * What the owner of this device does beside asking: the console and the command line show the same of it. A section a
 * subject; each is opened when it is first used.
 */
export interface Owner {
  /** Ends what is under way (pulls) and lets go of files. */
  close(): Promise<void>;
}
