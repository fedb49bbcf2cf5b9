import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';

/**
 * The parts below the public surface of node-llama-cpp that the scheduler drives: one batch for all sequences, samplers
 * with their own state, raw logits. They are `@internal` there, which is why the version is pinned and why this is the
 * only file that knows their names.
 */
export interface NativeContext {
  initBatch(tokens: number): void;
  addToBatch(sequence: number, position: number, tokens: Uint32Array, logits: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(logit: number, sampler: NativeSampler): Promise<number>;
  sampleToken(
    logit: number,
    sampler: NativeSampler,
    probabilities: boolean,
    confidence: boolean,
    logits: false | [tokens: number[], max: boolean, min: boolean, selected: boolean, top: number],
    totalWeight: boolean,
  ): Promise<
    [token: number, undefined, undefined, logits: number[] | undefined, totalWeight: number | undefined]
  >;
  disposeSequence(sequence: number): void;
  removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
  getSequenceKvCacheMinPosition(sequence: number): number;
  copySequenceStateFromOtherSequence(target: number, source: number): Promise<number>;
  /** Keys and values with their tokens; the file is checked little when it is read: see kept.ts. */
  saveSequenceStateToFile(path: string, sequence: number, tokens: Uint32Array): Promise<number>;
  loadSequenceStateFromFile(path: string, sequence: number, mostTokens: number): Promise<Uint32Array>;
  setThreads(threads: number): void;
  /** What holds from the next batch on, for all sequences. */
  setLoras(loras: NativeLora[], scales: number[]): void;
}

export interface SamplerConfig {
  temperature: number;
  minP: number;
  topK: number;
  topP: number;
  seed: number;
  repeatPenaltyTokens?: Uint32Array;
  repeatPenaltyMaxTokens?: number;
  repeatPenaltyPresencePenalty?: number;
  repeatPenaltyFrequencyPenalty?: number;
  grammarEvaluationState?: NativeGrammarState;
  tokenBiasKeys?: Uint32Array;
  tokenBiasValues?: Float32Array;
}

export interface NativeSampler {
  applyConfig(config: SamplerConfig): void;
  dispose(): void;
}

/** Low-rank weights in memory. */
export interface NativeLora {
  dispose(): Promise<void>;
}

export interface NativeGrammar {
  isTextCompatible(text: string): boolean;
}
type NativeGrammarState = object & { readonly brand?: 'grammar-state' };

/** A model and its context, with what lies beneath. */
export interface Native {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: NativeContext;
  /** Gives the context back: keys and values, and working memory. The model stays. */
  dispose(): Promise<void>;
  createSampler(): NativeSampler;
  /** Throws when llama.cpp cannot read the grammar. */
  createGrammar(text: string): NativeGrammar;
  createGrammarState(grammar: NativeGrammar): NativeGrammarState;
  /** Not while a batch is computed or a context is made: those read the list that this adds to. */
  loadLora(path: string): Promise<NativeLora>;
  tokenText(token: number): string;
  tokenAttributes(token: number): number;
}

interface Bindings {
  AddonModelLora: new (model: object, path: string) => NativeLora;
  AddonSampler: new (model: object) => NativeSampler;
  AddonGrammar: new (text: string, options: { addonExports: object; rootRuleName: string }) => NativeGrammar;
  AddonGrammarEvaluationState: new (model: object, grammar: NativeGrammar) => NativeGrammarState;
}
interface NativeModel {
  getTokenString(token: number): string;
  getTokenAttributes(token: number): number;
  loadLora(lora: NativeLora): Promise<void>;
}

const NEEDED = [
  'initBatch',
  'addToBatch',
  'decodeBatch',
  'sampleToken',
  'removeTokenCellsFromSequence',
  'setThreads',
  'setLoras',
  'saveSequenceStateToFile',
  'loadSequenceStateFromFile',
];

/** Reaches below node-llama-cpp's public surface; says so when another version lacks what is needed. */
export function openNative(llama: Llama, model: LlamaModel, context: LlamaContext): Native {
  const inner = (context as unknown as { _ctx?: NativeContext & Record<string, unknown> })._ctx;
  const bindings = (llama as unknown as { _bindings?: Bindings })._bindings;
  const nativeModel = (model as unknown as { _model?: NativeModel & object })._model;
  if (!inner || !bindings || !nativeModel || NEEDED.some((name) => typeof inner[name] !== 'function'))
    throw new Error('This version of node-llama-cpp is not the one Nearmost was built for (3.22.1).');
  return {
    llama,
    model,
    context: inner,
    dispose: () => context.dispose(),
    createSampler: () => new bindings.AddonSampler(nativeModel),
    createGrammar: (text) =>
      new bindings.AddonGrammar(text, { addonExports: bindings, rootRuleName: 'root' }),
    createGrammarState: (grammar) => new bindings.AddonGrammarEvaluationState(nativeModel, grammar),
    async loadLora(path) {
      const lora = new bindings.AddonModelLora(nativeModel, path);
      await nativeModel.loadLora(lora);
      return lora;
    },
    tokenText: (token) => nativeModel.getTokenString(token),
    tokenAttributes: (token) => nativeModel.getTokenAttributes(token),
  };
}
