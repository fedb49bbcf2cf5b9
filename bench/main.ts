// npm run -s bench -- <name> [--data DIR] [--json] [--set NAME] [--quick] [--full] [--write]
// Words for people go to standard error; the last line of standard output is one JSON object of figures.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

/** What a file of this folder exports as `run`. */
export interface BenchOptions {
  /** Folder of data in the formats that the benchmark names; absent: the public sets, where they are found. */
  data?: string;
  /** Fewer cases: within 50 s on two cores. */
  quick: boolean;
  /** As many cases as it takes. */
  full: boolean;
  /** Which of the public sets, where a benchmark has several. */
  set?: string;
  /** The result is kept: pictures may be written beside it. */
  write: boolean;
}
type Bench = (options: BenchOptions) => Promise<Record<string, unknown>>;

const NOT_A_BENCH = /\.test\.ts$|^main\.ts$/;

function names(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => /^[a-z-]+\.ts$/.test(file) && !NOT_A_BENCH.test(file))
    .map((file) => file.slice(0, -3))
    .sort();
}

function machine(): string {
  const all = cpus();
  return `${all.length} x ${all[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform}-${process.arch}`;
}

/** Adds what every result carries. */
function withFrame(
  name: string,
  figures: Record<string, unknown>,
  seconds: number,
  quick: boolean,
): Record<string, unknown> {
  return {
    bench: name,
    ...figures,
    n: figures['n'] ?? null,
    quick,
    seconds: Math.round(seconds * 10) / 10,
    machine: machine(),
    node: process.version,
  };
}

function show(figures: Record<string, unknown>): void {
  const widest = Math.max(...Object.keys(figures).map((key) => key.length));
  for (const [key, value] of Object.entries(figures)) {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
    process.stderr.write(`${key.padEnd(widest)}  ${text.length > 160 ? `${text.slice(0, 159)}…` : text}\n`);
  }
}

function usage(message: string): never {
  process.stderr.write(
    `${message}\nBenchmarks: ${names().join(', ')}\nnpm run -s bench -- <name> [--data DIR] [--json] [--set NAME] [--quick] [--full] [--write]\n`,
  );
  process.exit(2);
}

async function main(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      set: { type: 'string' },
    },
  });
  const [name] = positionals;
  if (name === undefined) {
    process.stdout.write(
      values.json ? `${JSON.stringify({ benchmarks: names() })}\n` : `${names().join('\n')}\n`,
    );
    return;
  }
  if (!names().includes(name)) usage(`There is no benchmark "${name}".`);
  const { run } = (await import(new URL(`./${name}.ts`, import.meta.url).href)) as { run: Bench };
  const started = performance.now();
  const figures = await run({
    quick: values.quick,
    full: values.full,
    write: values.write,
    ...(values.set === undefined ? {} : { set: values.set }),
    ...(values.data === undefined ? {} : { data: values.data }),
  });
  const framed = withFrame(name, figures, (performance.now() - started) / 1000, values.quick);
  if (!values.json) show(framed);
  if (values.write) {
    const folder = new URL('./results/', import.meta.url);
    mkdirSync(folder, { recursive: true });
    const kept = { command: `npm run -s bench -- ${argv.join(' ')}`, ...framed };
    writeFileSync(
      new URL(`${name}${values.set === undefined ? '' : `-${values.set}`}.json`, folder),
      `${JSON.stringify(kept, null, 2)}\n`,
    );
  }
  process.stdout.write(`${JSON.stringify(framed)}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof TypeError && 'code' in error) usage(error.message);
  throw error;
}
