import { createHash } from 'node:crypto';
import type { Manifest } from '../manifest.ts';

/** Hex. */
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** A sound manifest of one small file, for tests that change one thing in it. */
export function sampleManifest(
  change: Partial<Manifest> = {},
  bytes: Uint8Array = Buffer.from('weights'),
): Manifest {
  return {
    format: 'nearmost.skill',
    schema: 1,
    name: 'acme.title',
    version: '1.0.0',
    task: 'The words of a message that tell best what it is about.',
    base: { id: 'house', sha256: 'b'.repeat(64), architecture: 'llama' },
    files: [{ name: 'adapter.gguf', sha256: sha256(bytes), bytes: bytes.length }],
    variants: [{ id: 'f16', engine: 'llama-cpp', quantisation: 'F16', rank: 4, file: 'adapter.gguf' }],
    serve: { system: 'title' },
    eval: { exact: 0.9 },
    licence: 'Apache-2.0',
    teachers: [],
    created: '2026-11-01T00:00:00Z',
    expires: '2027-05-01T00:00:00Z',
    ...change,
  };
}
