import { NearmostError } from '../contract/errors.ts';

/** A file of a hub repository. */
export interface HubFile {
  name: string;
  bytes?: number;
  sha256?: string;
}

/** Best balance first: what most people should take, then its neighbours, upward before downward. */
const PREFERENCE = [
  'Q4_K_M',
  'Q4_K_L',
  'Q5_K_M',
  'Q4_K_XL',
  'Q4_K_S',
  'Q5_K_S',
  'Q4_0',
  'IQ4_NL',
  'IQ4_XS',
  'Q4_1',
  'Q5_0',
  'Q5_1',
  'Q6_K',
  'Q8_0',
  'MXFP4',
  'Q3_K_L',
  'Q3_K_M',
  'BF16',
  'F16',
];
const QUANT = /(?:^|[-._])((?:UD-)?(?:I?Q\d\w*|MXFP4\w*|BF16|F16|F32|FP16))(?=[-._]|$)/i;

/** Memory that a loaded model needs beside its weights, for context and work: a fifth and 200 MB. */
const needs = (bytes: number): number => bytes * 1.2 + 200e6;

/** The quantisation in a file's name, in capitals; '' when it names none. */
export function quantisationOf(name: string): string {
  const stem = (name.split('/').at(-1) ?? '').replace(/\.gguf$/i, '');
  return (QUANT.exec(stem)?.[1] ?? '').toUpperCase().replace(/^UD-/, '').replace('FP16', 'F16');
}

/** A whole model in one file: no projector, no adapter, no piece of a split one. */
export function isWhole(name: string): boolean {
  return /\.gguf$/i.test(name) && !isSplit(name) && !/(?:^|[/_.-])(?:mmproj|lora|imatrix)/i.test(name);
}

const isSplit = (name: string): boolean => /-\d{5}-of-\d{5}\.gguf$/i.test(name);

const rank = (file: HubFile): number => {
  const at = PREFERENCE.indexOf(quantisationOf(file.name));
  return at === -1 ? PREFERENCE.length : at;
};

const list = (files: readonly HubFile[]): string =>
  files.length === 0 ? 'none' : files.map((file) => file.name).join(', ');

/**
 * Chooses the file of a repository: the one that was named, else the best quantisation that fits the memory, with
 * Q4_K_M first. When none fits, the smallest. Pure.
 * @param wanted file name or quantisation
 * @throws unknown_model, unsupported (split in several files, or no GGUF at all)
 */
export function chooseFile(
  repo: string,
  files: readonly HubFile[],
  options: { wanted?: string | undefined; memoryBytes?: number | undefined } = {},
): HubFile {
  const { wanted, memoryBytes = Infinity } = options;
  if (wanted !== undefined) return findWanted(repo, files, wanted);
  const whole = files.filter((file) => isWhole(file.name));
  if (whole.length === 0) throw noneWhole(repo, files);
  const fitting = whole.filter((file) => needs(file.bytes ?? 0) <= memoryBytes);
  if (fitting.length === 0) return whole.toSorted((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0))[0] as HubFile;
  return fitting.toSorted(
    (a, b) => rank(a) - rank(b) || (a.bytes ?? 0) - (b.bytes ?? 0) || (a.name < b.name ? -1 : 1),
  )[0] as HubFile;
}

function noneWhole(repo: string, files: readonly HubFile[]): NearmostError {
  if (files.some((file) => isSplit(file.name)))
    return new NearmostError('unsupported', `The models of ${repo} are split into several files.`, {
      hint: 'Choose a repository with whole files; recommended models: nearmost pull',
    });
  return new NearmostError('unsupported', `${repo} holds no GGUF file, the only format that can be used.`, {
    hint: `Look for a repository whose name ends in -GGUF; recommended models: nearmost pull`,
  });
}

function findWanted(repo: string, files: readonly HubFile[], wanted: string): HubFile {
  const small = wanted.toLowerCase();
  const exact = files.find((file) => file.name.toLowerCase() === small);
  const whole = files.filter((file) => isWhole(file.name));
  const found = exact ?? whole.find((file) => quantisationOf(file.name).toLowerCase() === small);
  if (found === undefined)
    throw new NearmostError('unknown_model', `${repo} has no file or quantisation "${wanted}".`, {
      hint: `It has: ${list(whole)}`,
    });
  if (isSplit(found.name))
    throw new NearmostError('unsupported', `${found.name} is one piece of several.`, {
      hint: `Whole files: ${list(whole)}`,
    });
  return found;
}
