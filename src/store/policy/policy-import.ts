import type { SettingsTree } from '../settings-tree.ts';

/** A provider that comes with Nearmost, as far as an import needs it. */
interface KnownProvider {
  id: string;
  baseUrl: string;
  /** Environment variables that may hold its key. */
  keyEnv: readonly string[];
  bareNames: RegExp;
}

/** What an import may look at beside the file. */
export interface ImportWorld {
  providers: readonly KnownProvider[];
  /** Addresses in the owner's settings, by provider. */
  configured: Readonly<Record<string, string>>;
  /** Ids of the models of this device. */
  localModels: readonly string[];
  /** For addresses that the file takes from the environment; keys are never read. */
  env: Readonly<Record<string, string | undefined>>;
}

/** What a file of another router means here. Nothing is written. */
export interface PolicyImport {
  format: 'lemonade' | 'litellm';
  /** Our settings, as they would stand in config.json. Never a key. */
  settings: SettingsTree;
  /** Where each provider gets its key from: a step for the owner, or that none is needed. */
  keys: { provider: string; words: string }[];
  /** What apps called a model, and what they call it here. */
  names: { from: string; to: string }[];
  /** What has no equal here, is unknown, or works in another way. */
  warnings: string[];
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textsOf = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;

/** A word of the file in a sentence: bounded, in one line. */
export const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .slice(0, 80);
