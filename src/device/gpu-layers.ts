import type { ModelSizes } from './model-sizes.ts';
import { neededBytes } from './needed-bytes.ts';

/** How many layers go to a GPU, and why. */
export interface LayerChoice {
  /** 0: everything stays on the processor. */
  layers: number;
  of: number;
  bytes: number;
  words: string;
}

/** Kept free: the driver's own tables, the screen, and what others take meanwhile. */
const RESERVE = { share: 0.1, bytes: 300e6 } as const;

/**
 * Layers whose weights, keys and values fit into the memory of a GPU beside its working memory; the rest stays on the
 * processor. When the last layer fits too, the output goes with it. Pure.
 * @param freeBytes of the GPU, measured or stated; the engine measures anew when it loads
 */
export function gpuLayers(
  sizes: ModelSizes,
  layers: number,
  load: { contextSize: number; sequences: number },
  freeBytes: number,
): LayerChoice {
  const { weights, kv, compute } = neededBytes({ sizes, fileBytes: 0, ...load });
  const room = freeBytes * (1 - RESERVE.share) - RESERVE.bytes - compute;
  const each = (weights + kv) / Math.max(1, layers);
  const fitting = each > 0 ? Math.max(0, Math.min(layers, Math.floor(room / each))) : 0;
  const bytes = fitting === 0 ? 0 : Math.round(fitting * each + compute);
  const size = (value: number): string => `${(value / 1e9).toFixed(1)} GB`;
  const words =
    fitting === 0
      ? `no layer fits into ${size(freeBytes)}: it runs on the processor`
      : fitting === layers
        ? `all ${layers} layers fit into ${size(freeBytes)}`
        : `${fitting} of ${layers} layers fit into ${size(freeBytes)}, the rest stays on the processor`;
  return { layers: fitting, of: layers, bytes, words };
}
