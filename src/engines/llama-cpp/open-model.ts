import { statSync } from 'node:fs';
import type { Llama, LlamaModel } from 'node-llama-cpp';
import type { ResponseFormat } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import type { AdapterBase } from '../../kit/gguf/check-adapter.ts';
import { type Adapters, createAdapters } from './adapters.ts';
import { CALL_MARKS } from './call-reader.ts';
import { type Dialect, readDialect, type TemplateTokens } from './dialect.ts';
import { createEmbedder, type Embedder } from './embedder.ts';
import { createEncoder, type Encoder } from './encode.ts';
import { fallbackTemplate } from './fallback-template.ts';
import { createGuard, findSpecials, type Guard } from './guard.ts';
import { createKept, type Kept } from './kept.ts';
import { createLanes } from './lanes.ts';
import { type Native, openNative } from './native.ts';
import type { LoadMessage } from './protocol.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { type ModelSampling, modelSampling } from './sampling.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { compileTemplate, type Template } from './template.ts';
import { openVocabulary, type Vocabulary } from './vocabulary.ts';

/** What a text model needs to answer. */
export interface TextModel {
  native: Native;
  vocabulary: Vocabulary;
  guard: Guard;
  template: Template;
  templateTokens: TemplateTokens;
  dialect: Dialect;
  sampling: ModelSampling & { oneJob: boolean };
  responseFormat: ResponseFormat | undefined;
  scheduler: Scheduler;
  adapters: Adapters;
  contextSize: number;
}

/** A model in this process. `text` is absent for models that only embed. */
export interface OpenModel {
  contextSize: number;
  text: (TextModel & { encode: Encoder }) | undefined;
  embedder: Embedder;
  countTokens(text: string): number;
  setThreads(threads: number): void;
  /** Gives keys, values and working memory back while nothing is asked; the next call makes them anew. */
  shrink(): Promise<void>;
  /** Makes them anew before a call asks for them. */
  restore(): Promise<void>;
}

const ENGINE = 'node-llama-cpp 3.22.1 f16';
const BATCH = 512;
/** llama.cpp's number for it. */
const MEAN = 1;

/** Loads a model file that was checked before, with its context. */
export async function openModel(llama: Llama, load: LoadMessage, onBatch: () => void): Promise<OpenModel> {
  const model = await llama.loadModel({
    modelPath: load.path,
    gpuLayers: llama.gpu === false ? 0 : 'auto',
    // A mapped file and the repacked copy of its weights would both stay in memory.
    useMmap: false,
    // Whole caches for models with a sliding window: else no prefix could be kept.
    defaultContextSwaFullCache: true,
    // A model that writes has no pooling of its own: its vectors are the mean over all tokens, not the last token's.
    ...(load.embeddingOnly ? {} : { metadataOverrides: { [load.architecture]: { pooling_type: MEAN } } }),
  });
  const contextSize = Math.min(load.contextSize, model.trainContextSize || load.contextSize);
  const alone = oneAtATime();
  const embedder = createEmbedder(model, { contextSize, threads: load.threads, alone });
  const count = (text: string): number => model.tokenize(text, false).length;
  if (load.embeddingOnly)
    return {
      contextSize,
      text: undefined,
      embedder,
      countTokens: count,
      setThreads: embedder.setThreads,
      shrink: embedder.close,
      restore: async () => undefined,
    };
  const text = await openText(llama, model, load, { contextSize, onBatch, alone });
  return {
    contextSize,
    text: { ...text, encode: createEncoder(text) },
    embedder,
    countTokens: count,
    setThreads(threads) {
      text.scheduler.setThreads(threads);
      embedder.setThreads(threads);
    },
    async shrink() {
      if (await text.scheduler.shrink()) await embedder.close();
    },
    restore: text.scheduler.restore,
  };
}

async function openText(
  llama: Llama,
  model: LlamaModel,
  load: LoadMessage,
  {
    contextSize,
    onBatch,
    alone,
  }: { contextSize: number; onBatch: () => void; alone: ReturnType<typeof oneAtATime> },
): Promise<TextModel> {
  const batchSize = Math.max(load.sequences, Math.min(BATCH, contextSize * load.sequences));
  const openContext = async (): Promise<Native> => {
    const context = await model.createContext({
      contextSize,
      sequences: load.sequences,
      batchSize,
      threads: load.threads,
      failedCreationRemedy: false,
    });
    return openNative(llama, model, context);
  };
  const first = await openContext();
  const lanes = createLanes({
    first,
    sequences: load.sequences,
    most: load.lanes ?? 1,
    threads: load.threads,
    make: () => alone(openContext),
  });
  const native = { ...first, context: lanes.context, dispose: lanes.close };
  const vocabulary = openVocabulary(native);
  const metadata = model.fileInfo.metadata;
  const ggml = metadata.tokenizer?.ggml as
    | { tokens?: readonly string[]; token_type?: readonly number[] }
    | undefined;
  const tokens = ggml?.tokens ?? [];
  const source = metadata.tokenizer?.chat_template ?? fallbackTemplate((token) => tokens.includes(token));
  if (source.length > 1_000_000)
    throw new NearmostError('invalid_model_file', 'The chat template is larger than 1 MB.');
  const template = compileTemplate(source);
  const specials = findSpecials(tokens, ggml?.token_type, vocabulary, source);
  const prefixes = !model.fileInsights.isRecurrent && !model.fileInsights.isHybrid;
  const adapters = createAdapters({ native, base: baseOf(model, load), alone });
  const templateTokens = { bos_token: model.tokens.bosString ?? '', eos_token: model.tokens.eosString ?? '' };
  return {
    native,
    vocabulary,
    guard: createGuard(vocabulary, specials),
    template,
    templateTokens,
    dialect: readDialect(source, template, templateTokens),
    sampling: {
      ...modelSampling(metadata.general),
      oneJob: load.responseFormat !== undefined,
    },
    responseFormat: load.responseFormat,
    adapters,
    scheduler: createScheduler({
      native,
      lanes,
      adapters,
      contextSize,
      sequences: load.sequences,
      batchSize,
      ends: vocabulary.ends,
      forbidden: specials
        .filter(
          ({ id, text }) =>
            vocabulary.bytes(id).length === 0 && !vocabulary.ends(id) && !CALL_MARKS.has(text),
        )
        .map(({ id }) => id),
      onBatch,
      prefixes,
      kept: prefixes ? openKept(load, native, contextSize) : undefined,
    }),
    contextSize,
  };
}

/** A state belongs to weights, to the engine's version and to how it lays keys and values out. */
function openKept(
  { keep, path, sha256, architecture }: LoadMessage,
  { context }: Native,
  contextSize: number,
): Kept | undefined {
  if (!keep) return undefined;
  try {
    const { size, mtimeMs, ino } = statSync(path);
    const weights = sha256 ?? `${path} ${ino} ${size} ${mtimeMs}`;
    const base = JSON.stringify([weights, architecture, ENGINE, process.arch]);
    return createKept({ ...keep, base, context, contextSize });
  } catch {
    return undefined; // a folder that cannot be used costs time, not the model
  }
}

/** What adapters are checked against: the header as it was when the model was loaded. */
function baseOf({ fileInfo }: LlamaModel, { sha256 }: LoadMessage): AdapterBase {
  return {
    architecture: fileInfo.metadata.general.architecture,
    tensors: (fileInfo.fullTensorInfo ?? []).map(({ name, dimensions }) => ({
      name,
      dimensions: dimensions.map(Number),
    })),
    sha256,
  };
}
