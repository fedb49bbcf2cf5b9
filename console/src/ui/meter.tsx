import './meter.css';

interface MeterProps {
  /** 0 to 1; more than 1 is shown as full. */
  value: number;
  /** What is measured, for those who do not see it: `612 MB of 700 MB`. */
  label: string;
  level?: 'near' | 'cloud' | 'warn' | 'bad';
}

/** How much of something is used. */
export function Meter({ value, label, level = 'near' }: MeterProps) {
  const percent = Math.min(100, Math.max(0, value * 100));
  return (
    <div
      class="meter"
      role="meter"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-label={label}
    >
      <div class={`meter-fill meter-${level}`} style={{ width: `${percent}%` }} />
    </div>
  );
}
