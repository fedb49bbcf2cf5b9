import './bar.css';
import type { MappedModel, MemoryMap } from '../../../../../src/contract/index.ts';
import { mapWords, usedBytes } from './memory-words.ts';

/** Parts narrower than this share of the bar have no room for their number. */
const ROOM_FOR_NUMBER = 0.05;

function Segment({ model, number, whole }: { model: MappedModel; number: number; whole: number }) {
  const { bytes, weightBytes, kvBytes, adapterBytes, state } = model;
  const part = (share: number): { width: string } => ({
    width: `${bytes === 0 ? 0 : (share / bytes) * 100}%`,
  });
  return (
    <div
      class={`bar-model${state === 'ready' ? '' : ' bar-passing'}`}
      style={{ width: `${(bytes / whole) * 100}%` }}
    >
      <div class="bar-part bar-weights" style={part(weightBytes)} />
      <div class="bar-part bar-kv" style={part(kvBytes)} />
      <div class="bar-part bar-skills" style={part(adapterBytes)} />
      {bytes / whole >= ROOM_FOR_NUMBER && <span class="bar-number">{number}</span>}
    </div>
  );
}

/** The memory that models may have as one line: what each holds, and what is free. */
export function Bar({ map }: { map: MemoryMap }) {
  const whole = Math.max(map.budgetBytes, usedBytes(map));
  return (
    <>
      <div class="bar" role="img" aria-label={mapWords(map)}>
        {map.models.map((model, at) => (
          <Segment key={model.model} model={model} number={at + 1} whole={whole} />
        ))}
      </div>
      <ul class="legend" aria-hidden="true">
        <li>
          <i class="legend-weights" /> model
        </li>
        <li>
          <i class="legend-kv" /> conversations
        </li>
        <li>
          <i class="legend-skills" /> skills
        </li>
        <li>
          <i class="legend-free" /> free
        </li>
      </ul>
    </>
  );
}
