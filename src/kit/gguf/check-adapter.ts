import { NearmostError } from '../../contract/errors.ts';
import { textOf } from './fields.ts';
import type { GgufHeader } from './read.ts';
import type { TensorEntry } from './read-tensors.ts';
import type { TensorTypeName } from './types.ts';

/** What an adapter must fit to. A {@link GgufHeader} has the tensors; the architecture is its `general.architecture`. */
export interface AdapterBase {
  readonly architecture: string;
  readonly tensors: readonly Pick<TensorEntry, 'name' | 'dimensions'>[];
  /** Of the file, in hex; absent where it was never hashed: the adapter's own word is then not checked. */
  readonly sha256?: string | undefined;
}

/** What the header of a low-rank adapter says. */
export interface AdapterInfo {
  /** Of the first pair; pairs may differ. */
  rank: number;
  /** The product of a pair is scaled by alpha / rank; 0: not scaled. */
  alpha: number;
  /** Names of the base tensors it changes. */
  targets: string[];
  parameters: number;
  /** Of all tensors. */
  bytes: number;
  /** Tensors that inference leaves out (norms trained beside the pairs). */
  ignored: string[];
  /** The base it was trained on, where it says so. */
  baseSha256: string | undefined;
}

/** Metadata key with the sha256 of the base's file, in hex. */
export const BASE_SHA256 = 'nearmost.base.sha256';

const badAdapter = (what: string): NearmostError =>
  new NearmostError('invalid_model_file', `This adapter cannot be used: ${what}.`, {
    hint: 'Take the adapter that was made for this very base, or train one.',
  });
const PAIR = /^(.+)\.lora_([ab])$/;
/** Types that products with them are computed in; all others are for weights that were there before. */
const TYPES: ReadonlySet<TensorTypeName> = new Set(['F32', 'F16', 'BF16', 'Q8_0']);
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7E]/g, '?').slice(0, 80);

/**
 * Checks a low-rank adapter against its base, by their headers. llama.cpp ends the process over some of what is refused
 * here (a number of the wrong type, ranks of a pair that differ), so it sees a file only after this.
 * @param base absent: the adapter alone is checked
 * @throws NearmostError `invalid_model_file` naming what does not fit
 */
export function checkAdapter(header: GgufHeader, base?: AdapterBase): AdapterInfo {
  const architecture = checkKind(header);
  const baseSha256 = textOf(header, BASE_SHA256, 64);
  if (base && architecture !== base.architecture)
    throw badAdapter(
      `it is an adapter for models of the architecture "${printable(architecture)}", the base is "${printable(base.architecture)}"`,
    );
  if (base?.sha256 !== undefined && baseSha256 !== undefined && baseSha256 !== base.sha256)
    throw badAdapter(
      `it was trained on another base (sha256 ${printable(baseSha256.slice(0, 12))}..., this one is ${base.sha256.slice(0, 12)}...)`,
    );
  const { pairs, ignored } = pairsOf(header);
  const known = base && new Map(base.tensors.map((tensor) => [tensor.name, tensor.dimensions]));
  for (const [name, pair] of pairs) checkPair(name, pair, known);
  const [first] = pairs.values();
  const all = [...pairs.values()].flatMap(({ a, b }) => [a, b]);
  return {
    rank: first?.b.dimensions[0] ?? 0,
    alpha: alphaOf(header),
    targets: [...pairs.keys()],
    parameters: all.reduce((sum, { elements }) => sum + elements, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    ignored,
    baseSha256,
  };
}

/** Refuses what is no low-rank adapter, and gives the architecture of its base. */
function checkKind(header: GgufHeader): string {
  const type = textOf(header, 'general.type', 64);
  if (type !== 'adapter')
    throw badAdapter(
      `it is no adapter (general.type is ${type === undefined ? 'missing' : `"${printable(type)}"`})`,
    );
  const kind = textOf(header, 'adapter.type', 64);
  if (kind !== 'lora')
    throw badAdapter(
      `it is an adapter of the kind ${kind === undefined ? 'unknown' : `"${printable(kind)}"`}; only "lora" can be used`,
    );
  if (header.metadata.has('adapter.alora.invocation_tokens'))
    throw badAdapter('it is an adapter that wakes at certain tokens (aLoRA), which this engine does not do');
  const architecture = textOf(header, 'general.architecture', 64);
  if (architecture === undefined) throw badAdapter('general.architecture is missing');
  return architecture;
}

function alphaOf({ metadata }: GgufHeader): number {
  const entry = metadata.get('adapter.lora.alpha');
  if (entry === undefined) return 0;
  const { type, value } = entry;
  if (type !== 'f32' || typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 65_536)
    throw badAdapter(
      `metadata "adapter.lora.alpha" is ${String(value).slice(0, 40)} (${type}), an f32 of at most 65536 is possible`,
    );
  return value;
}

interface Pair {
  a: TensorEntry;
  b: TensorEntry;
}

function pairsOf({ tensors }: GgufHeader): { pairs: Map<string, Pair>; ignored: string[] } {
  const halves = new Map<string, Partial<Pair>>();
  const ignored: string[] = [];
  for (const tensor of tensors) {
    const [, target, half] = PAIR.exec(tensor.name) ?? [];
    if (target === undefined) {
      if (!tensor.name.endsWith('_norm.weight'))
        throw badAdapter(`tensor "${tensor.name}" is no part of a low-rank adapter (.lora_a or .lora_b)`);
      ignored.push(tensor.name);
      continue;
    }
    if (!TYPES.has(tensor.type))
      throw badAdapter(`tensor "${tensor.name}" is ${tensor.type}; adapters are ${[...TYPES].join(', ')}`);
    halves.set(target, { ...halves.get(target), [half === 'a' ? 'a' : 'b']: tensor });
  }
  const pairs = new Map<string, Pair>();
  for (const [name, { a, b }] of halves) {
    if (!a || !b)
      throw badAdapter(`"${name}" has only one half of its pair (.lora_${a ? 'b' : 'a'} is missing)`);
    pairs.set(name, { a, b });
  }
  if (pairs.size === 0) throw badAdapter('there is no pair of tensors (.lora_a, .lora_b) in it');
  return { pairs, ignored };
}

const shape = (dimensions: readonly number[]): string => dimensions.join(' x ');

/** Dimensions are innermost first: the base has [in, out], a has [in, rank], b has [rank, out]. */
function checkPair(
  name: string,
  { a, b }: Pair,
  known: ReadonlyMap<string, readonly number[]> | undefined,
): void {
  const fail = (why: string): never => {
    throw badAdapter(`the pair of "${name}" (${shape(a.dimensions)} and ${shape(b.dimensions)}) ${why}`);
  };
  const [aIn = 0, aOut = 1, ...aMore] = a.dimensions;
  const [bIn = 0, bOut = 1, ...bMore] = b.dimensions;
  // The embedding is looked up, not multiplied: its halves change places.
  const embedding = name === 'token_embd.weight';
  const ranks = embedding ? aIn === bIn : aOut === bIn;
  if (!ranks || shape(aMore) !== shape(bMore)) fail('does not fit together: the ranks differ');
  if (!known) return;
  const dimensions = known.get(name);
  if (!dimensions) throw badAdapter(`its base has a tensor "${name}", this one has none`);
  const [input = 0, output = 1, ...more] = dimensions;
  if (dimensions.length < 2) fail(`is for a matrix, the base has a list of ${shape(dimensions)}`);
  if (embedding && !known.has('output.weight'))
    fail('changes an embedding that is also the output matrix, which this engine cannot do');
  const fits = embedding ? bOut === input && aOut === output : aIn === input && bOut === output;
  if (!fits || shape(aMore) !== shape(more)) fail(`does not fit the base's ${shape(dimensions)}`);
}
