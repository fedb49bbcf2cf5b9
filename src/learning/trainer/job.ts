/** One training text as tokens of the base. The loss is taken on `tokens[from]` and all after it. */
export interface TrainingText {
  readonly tokens: readonly number[];
  /** Position of the first token of the answer. */
  readonly from: number;
}

/** What a low-rank adapter is trained with. Low-rank adaptation: arXiv 2106.09685. */
export interface LoraSettings {
  readonly rank: number;
  readonly alpha: number;
  /** Passes over the texts. */
  readonly epochs: number;
  /** Highest learning rate. */
  readonly rate: number;
  /** Tokens of one optimiser step; split into as many micro-batches as the memory asks for. */
  readonly stepTokens: number;
  readonly seed: number;
  /** How the finished factors are stored: exact (default), or in half the bytes. */
  readonly stored?: 'F32' | 'F16';
  /** Matrices of each layer that are changed, such as `attn_q`; default: all that are linear. */
  readonly matrices?: readonly string[];
}

/** One adapter to be trained. Everything in it is a value or a path, so that a child process can do it. */
export interface TrainingJob {
  /** Path of the base, a GGUF file. */
  readonly base: string;
  /** sha256 of the base, in hex: written into the adapter, and checked before the start and on resume. */
  readonly baseSha256: string;
  readonly texts: readonly TrainingText[];
  /** Texts that are only measured (loss) at the end of each epoch. */
  readonly heldOut: readonly TrainingText[];
  readonly settings: LoraSettings;
  /** Most bytes the training process may hold. */
  readonly memoryBytes: number;
  readonly threads: number;
  /** Folder of the checkpoint; a job that finds its own checkpoint there goes on from it. */
  readonly folder: string;
  /** Path of the finished adapter, a GGUF file. */
  readonly out: string;
}

/** What a job will take, before it starts. */
export interface TrainingEstimate {
  readonly steps: number;
  readonly tokens: number;
  readonly memoryBytes: number;
  /** Null until a step was timed on this machine. */
  readonly seconds: number | null;
  /** Rows and positions of a micro-batch, and whether activations are computed twice to save memory. */
  readonly plan: { readonly rows: number; readonly time: number; readonly checkpointing: boolean };
}

/** After each optimiser step. */
export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
}

/** What a finished job did, the truth beside the estimate. */
export interface TrainingReport {
  readonly estimate: TrainingEstimate;
  readonly steps: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
  readonly loss: { readonly first: number; readonly last: number; readonly heldOut: number | null };
  readonly adapter: { readonly path: string; readonly bytes: number; readonly sha256: string };
}

/** What a running job tells and may be told. */
export interface TrainingHooks {
  readonly onEstimate?: (estimate: TrainingEstimate) => void;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Something the owner may want to know, such as a checkpoint that could not be used. */
  readonly onNote?: (note: string) => void;
  /** Asked between steps; while it says true the job waits (battery, busy machine, the owner's pause). */
  readonly paused?: () => boolean;
  /** Stops between steps; the checkpoint stays, a later run goes on. */
  readonly signal?: AbortSignal;
}

/** Trains adapters: `ort` in this package, or a command of the owner's (`external`). */
export interface AdapterTrainer {
  readonly id: string;
  /** Rejects with a NearmostError; the checkpoint stays. */
  train(job: TrainingJob, hooks?: TrainingHooks): Promise<TrainingReport>;
}
