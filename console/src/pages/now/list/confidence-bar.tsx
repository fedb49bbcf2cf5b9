import './confidence-bar.css';
import { probability } from '../../../format/words.ts';

interface ConfidenceBarProps {
  /** 0 to 1; null: none was read. */
  confidence: number | null;
  /** From which on an answer is served. */
  threshold: number | null;
}

/** How sure an answer was, with a mark at how sure it had to be. */
export function ConfidenceBar({ confidence, threshold }: ConfidenceBarProps) {
  if (confidence === null) return <span class="muted">–</span>;
  const enough = threshold === null || confidence >= threshold;
  const at = (share: number): string => `${Math.min(100, Math.max(0, share * 100))}%`;
  return (
    <span class="sure">
      <span class="sure-bar" aria-hidden="true">
        <span class={`sure-fill ${enough ? 'sure-enough' : 'sure-less'}`} style={{ width: at(confidence) }} />
        {threshold !== null && <span class="sure-mark" style={{ left: at(threshold) }} />}
      </span>
      <span class="sure-words">
        {probability(confidence)}
        {threshold !== null && <span class="hidden-words"> of {probability(threshold)} needed</span>}
      </span>
    </span>
  );
}
