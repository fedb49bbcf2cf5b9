import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import type { ChartProps, ChartSeries, ChartTone } from './chart.tsx';

/** A picture on the page. */
export interface DrawnChart {
  /** Draws these values instead. */
  show(props: ChartProps): void;
  end(): void;
}

const TOKEN: Record<ChartTone, string> = {
  near: '--near',
  cloud: '--cloud',
  target: '--warn',
  plain: '--muted',
};
/** A soft band is its line at this opacity, in hexadecimal. */
const SOFT = '26';

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#888';
/** `#fff` as `#ffffff`, so that an opacity can follow. */
const long = (colour: string): string =>
  /^#[\da-f]{3}$/i.test(colour) ? colour.replaceAll(/[\da-f]/gi, '$&$&') : colour;

const banded = ({ low, high }: ChartSeries): boolean => low !== undefined && high !== undefined;
/** Lines in the order in which they are drawn: each band is two lines without a stroke. */
const shape = ({ series }: ChartProps): string =>
  series.map((one) => `${one.name} ${one.tone} ${banded(one)}`).join('\n');

const aligned = ({ points, series }: ChartProps): uPlot.AlignedData => [
  points.map((_, at) => at),
  ...series.flatMap(({ values, low, high }) =>
    low && high ? [[...values], [...high], [...low]] : [[...values]],
  ),
];

function linesOf({ series }: ChartProps): { lines: uPlot.Series[]; bands: uPlot.Band[] } {
  const lines: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const one of series) {
    const stroke = long(token(TOKEN[one.tone]));
    const target = one.tone === 'target';
    lines.push({
      label: one.name,
      stroke,
      width: target ? 1.5 : 2,
      points: { show: target ? false : (self) => self.data[0].length < 40, size: 5 },
      ...(target ? { dash: [6, 5] } : {}),
    });
    if (!banded(one)) continue;
    const edge = { stroke: 'transparent', width: 0, points: { show: false } };
    bands.push({ series: [lines.length, lines.length + 1], fill: stroke + SOFT });
    lines.push(edge, { ...edge });
  }
  return { lines, bands };
}

/** From 0 to a little above the highest value, unless the range is given. */
function rangeOf(props: ChartProps): [number, number] {
  if (props.range) return [props.range[0], props.range[1]];
  const all = props.series.flatMap(({ values, high = [] }) => [...values, ...high]);
  const most = Math.max(0, ...all.map((value) => value ?? 0));
  return [0, most === 0 ? 1 : most * 1.08];
}

/** Draws lines into an element, in the colours of the theme; follows its width and the theme until it ends. */
export function drawChart(
  place: HTMLElement,
  first: ChartProps,
  { height, onPoint }: { height: number; onPoint: (at: number | undefined) => void },
): DrawnChart {
  let props = first;
  const build = (): uPlot => {
    const { lines, bands } = linesOf(props);
    const axis = { stroke: token('--muted'), font: `12px ${token('--text')}` };
    const grid = { stroke: token('--line'), width: 1 };
    return new uPlot(
      {
        width: place.clientWidth,
        height,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 } },
        scales: {
          // a single point stands in the middle
          x: { time: false, range: (_, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
          y: { range: () => rangeOf(props) },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            ticks: { show: false },
            size: 28,
            space: 64,
            incrs: [1, 2, 3, 5, 7, 10, 14, 15, 20, 30, 60],
            values: (_, splits) => splits.map((at) => props.points[at] ?? ''),
          },
          {
            ...axis,
            grid,
            ticks: { show: false },
            // as wide as its longest words
            size: (_, words) => 14 + 7 * Math.max(3, ...(words ?? []).map((word) => word.length)),
            space: 40,
            ...(props.steps ? { incrs: [...props.steps] } : {}),
            values: (_, splits) => splits.map((value) => props.format(value)),
          },
        ],
        series: lines,
        bands,
        hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
      },
      aligned(props),
      place,
    );
  };
  let plot = build();
  const again = (): void => {
    plot.destroy();
    plot = build();
  };
  const widths = new ResizeObserver(() => {
    if (place.clientWidth !== plot.width) plot.setSize({ width: place.clientWidth, height });
  });
  widths.observe(place);
  const themes = new MutationObserver(again);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return {
    show(next) {
      const same = shape(next) === shape(props);
      props = next;
      if (same) plot.setData(aligned(next));
      else again();
    },
    end() {
      widths.disconnect();
      themes.disconnect();
      plot.destroy();
    },
  };
}
