import type { MemoryMap } from '../../../../../src/contract/index.ts';
import { bytes } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Bar } from './bar.tsx';
import { usedBytes } from './memory-words.ts';
import { Resident } from './resident.tsx';

/** The memory map: what models hold now of what they may hold. */
export function MemoryCard({ map, onChange }: { map: MemoryMap; onChange: () => void }) {
  const used = usedBytes(map);
  const free = Math.max(0, map.budgetBytes - used);
  const share = map.budget.includes('%') ? `${map.budget} of ` : '';
  return (
    <Card
      title="In memory now"
      side={<span class="muted small">{`${bytes(used)} of ${bytes(map.budgetBytes)}`}</span>}
    >
      <Bar map={map} />
      {map.models.length === 0 ? (
        <p class="memory-none">
          No model is in memory. One is loaded by itself when it is first asked, and leaves when another needs
          its place.
        </p>
      ) : (
        <ol class="residents">
          {map.models.map((model, at) => (
            <Resident key={model.model} model={model} number={at + 1} now={map.now} onChange={onChange} />
          ))}
        </ol>
      )}
      <p class="muted small memory-note">
        {bytes(free)} free for models. They may use {share}
        {bytes(map.budgetBytes)} of the {bytes(map.totalBytes)} of this machine
        {map.freeBytes === null ? '' : `, which has ${bytes(map.freeBytes)} free just now`}
        <span class="method">measured</span>. A pinned model stays once it is loaded; all others make room
        when it is needed.
      </p>
    </Card>
  );
}
