/** Texts to be turned into vectors. */
export interface EmbedRequest {
  model: string;
  input: string[];
  /** Cut the vectors to this length, where the model allows it. */
  dimensions?: number;
}

export interface EmbedResult {
  /** One vector for each input, in order, of length 1 (normalised). */
  vectors: Float32Array[];
  inputTokens: number;
}
