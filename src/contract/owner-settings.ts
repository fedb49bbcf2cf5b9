import type { Label } from './label.ts';

/** A key as a person enters it. It goes into the settings file and is never told again. */
export interface KeyInput {
  provider: string;
  /** Empty where a server of one's own wants none. */
  key: string;
  /** Address of another server that speaks OpenAI's dialect; makes the provider when it is no known one. */
  baseUrl?: string;
  /** Model asked under `auto`; absent: the provider's usual one. */
  model?: string;
  /** What requests without a label are from now on; absent: as it was. A key alone lets nothing leave. */
  label?: Label;
}

/** Settings that the owner changes while the server runs; they are stored and count at once. */
export interface OwnerSettings {
  /** @throws NearmostError config_invalid, unknown_model (no such provider) */
  addKey(input: KeyInput): Promise<void>;
  /** False when no key was stored; one in the environment stays. */
  removeKey(provider: string): Promise<boolean>;
  /**
   * Changes one setting by its path, as `nearmost config set` does. Those that decide what runs or listens on this machine
   * are left to the command line.
   * @param text the value as typed; null: its default again
   * @throws NearmostError config_invalid
   */
  set(path: string, text: string | null): Promise<void>;
}
