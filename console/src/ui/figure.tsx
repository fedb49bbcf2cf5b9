import './figure.css';
import type { ComponentChildren } from 'preact';

/** How a figure came to be; every figure of the console says it. */
type Method = 'measured' | 'estimated' | 'unavailable';

interface FigureProps {
  label: string;
  /** Already in words: `81.2 %`, `$0.42`. Left out where the method is `unavailable`. */
  value?: string | undefined;
  method: Method;
  /** Interval, sample size, source. */
  children?: ComponentChildren;
}

/** One figure with its name and its method. */
export function Figure({ label, value, method, children }: FigureProps) {
  return (
    <div class="figure">
      <div class="figure-label">{label}</div>
      <div class="figure-value">{value ?? '–'}</div>
      <div class="figure-more">
        <span class={`method method-${method}`}>{method}</span>
        {children !== undefined && <span> {children}</span>}
      </div>
    </div>
  );
}
