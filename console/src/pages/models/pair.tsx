import './pair.css';

interface PairProps {
  label: string;
  /** In words; absent: it was not measured yet. */
  measured?: string | undefined;
  /** From how much. */
  sample?: string | undefined;
  estimated?: string | undefined;
}

/** One figure of a model: what was measured beside what was foreseen. */
export function Pair({ label, measured, sample, estimated }: PairProps) {
  return (
    <dl class="pair">
      <dt>{label}</dt>
      {measured !== undefined && (
        <dd>
          <span class="pair-value">{measured}</span>
          <span class="method">measured</span>
          {sample !== undefined && <div class="muted small">{sample}</div>}
        </dd>
      )}
      {estimated !== undefined && (
        <dd>
          <span class="pair-value">{estimated}</span>
          <span class="method">estimated</span>
        </dd>
      )}
      {measured === undefined && estimated === undefined && (
        <dd>
          –<span class="method">unavailable</span>
        </dd>
      )}
    </dl>
  );
}
