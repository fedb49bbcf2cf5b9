import { fits, type Fit, type FitDevice } from '../../device/fits.ts';
import type { ModelSizes } from '../../device/model-sizes.ts';
import { neededBytes } from '../../device/needed-bytes.ts';
import { chooseFile, isWhole, quantisationOf, type HubFile } from '../../store/choose-file.ts';
import type { ModelInfo } from '../../contract/index.ts';

/** What is known of a model before it is loaded. */
export interface Examined {
  fileBytes: number;
  /** Absent: only the size is known. */
  sizes?: ModelSizes;
  info?: ModelInfo;
}

export interface Variant {
  name: string;
  quantisation: string;
  bytes: number;
  needBytes: number;
  verdict: Fit['verdict'];
  expectedTokensPerSecond: number | null;
}

const LEAST_CONTEXT = 512;

interface Load {
  contextSize: number;
  sequences: number;
}

/** The largest halved context that fits now, where the asked one does not; undefined: none does. */
export function fittingContext(model: Examined, load: Load, freeBytes: number): number | undefined {
  for (
    let contextSize = load.contextSize;
    contextSize >= LEAST_CONTEXT;
    contextSize = Math.floor(contextSize / 2)
  )
    if (neededBytes({ ...model, ...load, contextSize }).total <= freeBytes) return contextSize;
  return undefined;
}

/**
 * Every whole file of a repository, judged like the one that was examined: they differ in the bytes of their weights.
 * Pure.
 */
export function judgeVariants(
  model: Examined,
  files: readonly HubFile[],
  load: Load,
  device: FitDevice,
): Variant[] {
  return files.flatMap(({ name, bytes }) => {
    if (!isWhole(name) || bytes === undefined) return [];
    const { needBytes, verdict, expectedTokensPerSecond } = fits(
      { ...scaled(model, bytes), ...load },
      device,
    );
    return [
      {
        name,
        quantisation: quantisationOf(name),
        bytes,
        needBytes: needBytes.total,
        verdict,
        expectedTokensPerSecond,
      },
    ];
  });
}

function scaled({ fileBytes, sizes, info }: Examined, bytes: number): Examined {
  const share = bytes / fileBytes;
  const of = (value: number): number => Math.round(value * share);
  return {
    fileBytes: bytes,
    ...(sizes && {
      sizes: { ...sizes, weightBytes: of(sizes.weightBytes), rearrangedBytes: of(sizes.rearrangedBytes) },
    }),
    ...(info && {
      info: {
        ...info,
        tensorBytes: of(info.tensorBytes),
        ...(info.bytesPerToken === undefined ? {} : { bytesPerToken: of(info.bytesPerToken) }),
      },
    }),
  };
}

/** The variant to take: of those that fit now (else after freeing) the one with the best balance; undefined: none fits. */
export function bestVariant(repo: string, variants: readonly Variant[]): Variant | undefined {
  for (const verdict of ['now', 'after-freeing'] as const) {
    const fitting = variants.filter((one) => one.verdict === verdict);
    if (fitting.length > 0) {
      const { name } = chooseFile(repo, fitting);
      return fitting.find((one) => one.name === name);
    }
  }
  return undefined;
}
