import type { DeviceFacts } from '../../../../src/contract/index.ts';
import { bytes } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Facts } from './facts.tsx';
import { machineWords } from './machine-words.ts';

/** What this machine has. */
export function Machine({ facts }: { facts: DeviceFacts }) {
  const { totalBytes, freeBytes } = facts.memory;
  const used = totalBytes - freeBytes;
  return (
    <Card title="This machine">
      <Facts rows={machineWords(facts)} />
      <div class="machine-memory">
        <Meter
          value={used / totalBytes}
          level={used / totalBytes > 0.9 ? 'warn' : 'near'}
          label={`${bytes(used)} of ${bytes(totalBytes)} memory in use`}
        />
        <p class="muted small">{bytes(used)} of memory in use by all programs</p>
      </div>
    </Card>
  );
}
