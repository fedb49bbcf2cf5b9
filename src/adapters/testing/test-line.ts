import { onTestFinished } from 'vitest';
import { testEgress } from '../../kit/testing/test-egress.ts';
import type { Line } from '../registries/line.ts';

/** A way to servers of a test that does not wait between tries. */
export function testLine(hosts: readonly string[] = []): Line {
  const { egress, close } = testEgress();
  onTestFinished(close);
  return { egress, hosts, sleep: () => Promise.resolve(), stallMs: 2000 };
}
