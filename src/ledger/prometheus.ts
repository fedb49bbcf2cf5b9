export type Labels = Record<string, string>;

/** Series of one metric at most; label values beyond it are counted as `other`, so that no caller can fill the memory. */
const MAX_SERIES = 500;

const escapeValue = (value: string): string =>
  value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('"', String.raw`\"`);
const escapeHelp = (help: string): string => help.replaceAll('\\', '\\\\').replaceAll('\n', String.raw`\n`);

/** `{a="1",b="2"}`, or nothing without labels. */
function labelText(labels: Labels, more = ''): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  if (more !== '') parts.push(more);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

const numberText = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);

const head = (name: string, type: string, help: string): string =>
  `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;

/** Finds or makes the series of some labels. */
function seriesOf<T>(make: () => T): { get(labels: Labels): T; all(): [Labels, T][] } {
  const known = new Map<string, [Labels, T]>();
  const get = (labels: Labels): T => {
    // the names are the same in all series of a metric
    let key = '';
    for (const name in labels) key += `${labels[name]}\0`;
    const found = known.get(key);
    if (found !== undefined) return found[1];
    const other = Object.keys(labels).map((name) => [name, 'other']);
    if (known.size >= MAX_SERIES && key !== 'other\0'.repeat(other.length))
      return get(Object.fromEntries(other));
    const made = make();
    known.set(key, [labels, made]);
    return made;
  };
  return { get, all: () => [...known.values()] };
}

export interface Counter {
  add(labels: Labels, value: number): void;
  render(): string;
}

/** A number that only grows. Values that are no numbers or below 0 are left out. */
export function counter(name: string, help: string): Counter {
  const series = seriesOf(() => ({ value: 0 }));
  return {
    add(labels, value) {
      if (Number.isFinite(value) && value >= 0) series.get(labels).value += value;
    },
    render: () =>
      head(name, 'counter', help) +
      series
        .all()
        .map(([labels, { value }]) => `${name}${labelText(labels)} ${numberText(value)}\n`)
        .join(''),
  };
}

/** A number at this moment. */
export function gauge(name: string, help: string, value: number): string {
  return `${head(name, 'gauge', help)}${name} ${numberText(value)}\n`;
}

/** Numbers at this moment, one for each set of labels; those that are not known are left out. */
export function gauges(name: string, help: string, values: [Labels, number | undefined][]): string {
  const lines = values
    .slice(0, MAX_SERIES)
    .map(([labels, value]) =>
      value === undefined ? '' : `${name}${labelText(labels)} ${numberText(value)}\n`,
    );
  return head(name, 'gauge', help) + lines.join('');
}

export interface Histogram {
  observe(labels: Labels, value: number): void;
  render(): string;
}

/** How often values fell below each bound. @param bounds ascending, without infinity */
export function histogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const series = seriesOf(() => ({ buckets: bounds.map(() => 0), sum: 0, count: 0 }));
  return {
    observe(labels, value) {
      if (!Number.isFinite(value) || value < 0) return;
      const one = series.get(labels);
      one.sum += value;
      one.count += 1;
      bounds.forEach((bound, at) => {
        if (value <= bound) one.buckets[at] = (one.buckets[at] ?? 0) + 1;
      });
    },
    render() {
      const lines = series
        .all()
        .flatMap(([labels, { buckets, sum, count }]) => [
          ...bounds.map(
            (bound, at) => `${name}_bucket${labelText(labels, `le="${bound}"`)} ${buckets[at]}\n`,
          ),
          `${name}_bucket${labelText(labels, 'le="+Inf"')} ${count}\n`,
          `${name}_sum${labelText(labels)} ${numberText(sum)}\n`,
          `${name}_count${labelText(labels)} ${count}\n`,
        ]);
      return head(name, 'histogram', help) + lines.join('');
    },
  };
}
