import type { LoadedModelState, ModelRecord } from '../../contract/index.ts';
import { ago, bytes, duration } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { oneLine } from '../text.ts';

/** 135000000 -> `135M`. */
export function parameters(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`;
  return count >= 1e6 ? `${Math.round(count / 1e6)}M` : `${Math.round(count / 1e3)}K`;
}

/** What a model takes: predicted from its header, and measured when it was loaded like this; null: unknown. */
export interface MemoryShown {
  predictedBytes: number | null;
  measuredBytes: number | null;
}

function memoryWords({ predictedBytes, measuredBytes }: MemoryShown): string {
  const predicted = predictedBytes === null ? '?' : `~${bytes(predictedBytes)}`;
  return measuredBytes === null ? predicted : `${bytes(measuredBytes)} (${predicted})`;
}

/** The models on this device; `memory` by id. */
export function renderModels(
  models: ModelRecord[],
  memory: Readonly<Record<string, MemoryShown>>,
  paint: Paint,
  columns: number,
): string {
  return renderTable(
    [
      { title: 'model', paint: paint.bold },
      { title: 'for' },
      { title: 'size', right: true },
      { title: 'params', right: true, spare: 2 },
      { title: 'quant', spare: 1 },
      { title: 'context', right: true },
      { title: 'memory (~predicted)', right: true },
      { title: 'from', flexible: true, paint: paint.dim },
    ],
    models.map((model) => [
      model.id,
      model.card.jobs.join(', ') || '?',
      bytes(model.bytes),
      parameters(model.info.parameters),
      model.info.quantisation,
      String(model.info.contextLength),
      memoryWords(memory[model.id] ?? { predictedBytes: null, measuredBytes: null }),
      oneLine(model.source),
    ]),
    paint,
    columns,
  );
}

/** The models in memory. */
export function renderLoaded(models: LoadedModelState[], paint: Paint, columns: number, now: number): string {
  const memory = ({ residentBytes, method }: LoadedModelState['memory']): string =>
    residentBytes === null ? 'unknown' : `${method === 'estimated' ? '~' : ''}${bytes(residentBytes)}`;
  return renderTable(
    [
      { title: 'model', paint: paint.bold, flexible: true },
      { title: 'state' },
      { title: 'busy', right: true },
      { title: 'memory', right: true },
      { title: 'context', right: true },
      { title: 'threads', right: true, spare: 2 },
      { title: 'pid', right: true, spare: 1 },
      { title: 'up', right: true },
      { title: 'last used' },
    ],
    models.map((model) => [
      model.model,
      model.state,
      String(model.active),
      memory(model.memory),
      String(model.contextSize),
      String(model.threads),
      String(model.pid),
      duration(Math.max(0, now - model.loadedAt)),
      ago(model.lastUsedAt, now),
    ]),
    paint,
    columns,
  );
}
