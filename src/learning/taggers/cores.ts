import { readFileSync } from 'node:fs';
import { NearmostError } from '../../contract/index.ts';
import type { Core } from '../students/extract/decode.ts';
import { unpackTagger } from './codec.ts';

/**
 * The tagger in a file. It is read and unpacked at its first use and shared by all who ask for it: a few megabytes and some
 * hundredths of a second, once in a process.
 * @throws invalid_model_file
 */
export type Cores = (path: string) => Core;

/** Begins with none. */
export function createCores(): Cores {
  const known = new Map<string, Core>();
  return (path) => {
    const core = known.get(path) ?? unpackTagger(bytesOf(path));
    known.set(path, core);
    return core;
  };
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new NearmostError('invalid_model_file', `The tagger ${path} cannot be read.`, {
      hint: 'Install Nearmost again: npm install nearmost',
      cause,
    });
  }
}
