import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openHome, type Home } from '../home.ts';

/** An empty folder that is removed when the test ends. */
export function tempFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'nearmost-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}

/** A fresh home that is removed when the test ends. */
export function tempHome(): Home {
  return openHome(join(tempFolder(), 'home'));
}
