/** Programs that keep models in folders of their own. */
export type FoundIn = 'ollama' | 'lm-studio' | 'hugging-face' | 'llama.cpp';

/** A model file that another program keeps, as its folder describes it: nothing of it was read yet. */
export interface Candidate {
  /** As that program's users call it: `llama3.2:1b`, `owner/repo/file.gguf`. */
  name: string;
  in: FoundIn;
  /** Absolute, links followed; absent where `problem` says that there is none. */
  path?: string;
  /** What the folder says of the content, hex. */
  sha256?: string;
  /** Bytes that the folder says it has. */
  bytes?: number;
  /** Why it cannot be used. */
  problem?: string;
}
