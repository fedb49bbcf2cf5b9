import type { LoadedModelState, ModelEntry, ModelRecord } from '../../contract/index.ts';
import { shownName } from './model-name.ts';

const FOREVER = '2318-01-01T00:00:00.000Z';
const dateOf = (ms: number): string => new Date(ms).toISOString();

/** `1.2B`, `350M`, as Ollama writes it. */
function sizeName(parameters: number): string {
  if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)}B`;
  return parameters >= 1e6 ? `${Math.round(parameters / 1e6)}M` : `${Math.round(parameters / 1000)}K`;
}

const details = (record: ModelRecord | undefined): object => ({
  parent_model: record?.adapter?.base ?? '',
  format: record ? 'gguf' : '',
  family: record?.info.architecture ?? '',
  families: record ? [record.info.architecture] : [],
  parameter_size: record ? sizeName(record.info.parameters) : '',
  quantization_level: record?.info.quantisation ?? '',
});

const common = ({ id, record, place }: ModelEntry): object => ({
  name: shownName(id),
  model: shownName(id),
  size: record?.bytes ?? 0,
  digest: record?.sha256 ?? '',
  details: details(record),
  nearmost: { id, place },
});

/** A model of `/api/tags`. */
export const tagOf = (entry: ModelEntry): object => ({
  ...common(entry),
  modified_at: dateOf(entry.created * 1000),
});

/** A model of `/api/ps`; `idleMs`: how long it may be idle, 0 = for ever. */
export function runningOf(state: LoadedModelState, models: readonly ModelEntry[], idleMs: number): object {
  const entry = models.find(({ id }) => id === state.model);
  const { residentBytes } = state.memory;
  return {
    ...common(entry ?? { id: state.model, place: 'local', ownedBy: '', created: 0 }),
    ...(residentBytes === null ? {} : { size: residentBytes }),
    size_vram: 0,
    context_length: state.contextSize,
    expires_at: idleMs === 0 ? FOREVER : dateOf(state.lastUsedAt + idleMs),
  };
}

function capabilities({ place, record }: ModelEntry): string[] {
  if (place !== 'local') return ['completion', 'tools'];
  if (record?.info.embeddingOnly) return ['embedding'];
  const template = record?.info.chatTemplate ?? '';
  return [
    'completion',
    ...(/\btools\b/.test(template) ? ['tools'] : []),
    ...(/enable_thinking|<think>/.test(template) ? ['thinking'] : []),
  ];
}

function modelInfo({ info }: ModelRecord): object {
  const { architecture: kind } = info;
  return {
    'general.architecture': kind,
    ...(info.name === undefined ? {} : { 'general.basename': info.name }),
    'general.parameter_count': info.parameters,
    [`${kind}.context_length`]: info.contextLength,
    [`${kind}.embedding_length`]: info.embeddingLength,
    [`${kind}.block_count`]: info.layers,
    [`${kind}.attention.head_count`]: info.heads,
    [`${kind}.attention.head_count_kv`]: info.kvHeads,
    [`${kind}.vocab_size`]: info.vocabularySize,
  };
}

/** A model of `/api/show`. */
export function shownModel(entry: ModelEntry): object {
  const { record } = entry;
  return {
    license: record?.card.licence ?? '',
    modelfile: '',
    parameters: '',
    template: record?.info.chatTemplate ?? '',
    ...(record?.card.system === undefined ? {} : { system: record.card.system }),
    details: details(record),
    model_info: record ? modelInfo(record) : {},
    capabilities: capabilities(entry),
    modified_at: dateOf(entry.created * 1000),
    nearmost: { id: entry.id, place: entry.place },
  };
}
