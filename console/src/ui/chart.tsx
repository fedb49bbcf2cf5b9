import './chart.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DrawnChart } from './draw-chart.ts';
import { Table } from './table.tsx';

/** What a line is about: `near` this device, `cloud` a provider, `target` something wanted, `plain` anything else. */
export type ChartTone = 'near' | 'cloud' | 'target' | 'plain';

/** One line; null is a gap. */
export interface ChartSeries {
  name: string;
  values: readonly (number | null)[];
  tone: ChartTone;
  /** Interval around the values, drawn as a soft band. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
}

export interface ChartProps {
  /** What is drawn, for those who do not see it. */
  label: string;
  /** Names of the points along the bottom: `12 Nov`. */
  points: readonly string[];
  series: readonly ChartSeries[];
  /** A value in words: `81 %`. */
  format: (value: number) => string;
  /** Head of the first column of the table; default `Day`. */
  pointName?: string;
  /** Lowest and highest value drawn; default: from 0 to the highest that is there. */
  range?: readonly [number, number];
  /** Distances that the lines of the grid may have, rising; default: round numbers. */
  steps?: readonly number[];
  /** Pixels; default 220. */
  height?: number;
}

/** What the pointer stands on, in words. */
function Readout({ props, at }: { props: ChartProps; at: number | undefined }) {
  const { points, series, format } = props;
  const shown = Math.min(at ?? points.length, points.length - 1);
  return (
    <p class="chart-readout" aria-hidden="true">
      <span class="chart-point">{points[shown]}</span>
      {series.map(({ name, tone, values }) => {
        const value = values[shown] ?? null;
        return (
          <span key={name} class="chart-key">
            <i class={`chart-swatch chart-${tone}`} />
            {name} <b>{value === null ? '–' : format(value)}</b>
          </span>
        );
      })}
    </p>
  );
}

/** The same values as rows, for those who do not see the picture or want to read them. */
function Values({ label, points, series, format, pointName = 'Day' }: ChartProps) {
  const words = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : format(value);
  const cell = ({ values, low, high }: ChartSeries, at: number): string =>
    words(values[at]) + (low && high && low[at] != null ? ` (${words(low[at])} to ${words(high[at])})` : '');
  return (
    <details class="chart-values">
      <summary>The values as a table</summary>
      <Table
        label={`${label}: values`}
        rows={points.map((_, at) => at).toReversed()}
        keyOf={String}
        columns={[
          { head: pointName, cell: (at) => points[at] },
          ...series.map((one) => ({ head: one.name, number: true, cell: (at: number) => cell(one, at) })),
        ]}
      />
    </details>
  );
}

/**
 * Lines over time, with what the pointer stands on in words and all values as a table. The library that draws comes when the
 * first chart is shown. Show something else (`Empty`) where there are no points.
 * @example <Chart label="Local share by day" points={['1 Nov', '2 Nov']} series={[{ name: 'here', tone: 'near', values: [0.8, 0.9] }]} format={percent} />
 */
export function Chart(props: ChartProps) {
  const { label, height = 220, points, pointName = 'Day' } = props;
  const isLine = points.length > 1;
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnChart | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [at, setAt] = useState<number>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!isLine) return undefined;
    let left = false;
    import('./draw-chart.ts').then(
      ({ drawChart }) => {
        if (!left && place.current)
          drawn.current = drawChart(place.current, latest.current, { height, onPoint: setAt });
      },
      () => setFailed(!left),
    );
    return () => {
      left = true;
      drawn.current?.end();
      drawn.current = undefined;
    };
  }, [height, isLine]);
  // not when only the pointer moved: then the props are the same object
  useEffect(() => drawn.current?.show(props), [props]);
  return (
    <figure class="chart">
      <Readout props={props} at={at} />
      {!isLine ? (
        <p class="muted">One {pointName.toLowerCase()} so far: the line begins with the second.</p>
      ) : failed ? (
        <p class="muted">The picture could not be loaded; the values are below.</p>
      ) : (
        <div
          class="chart-place"
          ref={place}
          role="img"
          aria-label={label}
          style={{ height: `${height}px` }}
        />
      )}
      <Values {...props} />
    </figure>
  );
}
