import type { EmbedRequest, EmbedResult } from '../../contract/index.ts';
import { count, list, record } from '../shared/loose.ts';
import { badAnswer, readJson, type Answer } from '../shared/post.ts';

/** One vector: a list of numbers, or base64 of little-endian 32-bit floats. */
function vector(value: unknown): Float32Array | undefined {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
    return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
  }
  const numbers = list(value);
  return numbers.length > 0 && numbers.every((one) => typeof one === 'number')
    ? Float32Array.from(numbers)
    : undefined;
}

/** The vector at length 1, as the contract promises; undefined when it has no length. */
function normalised(values: Float32Array): Float32Array | undefined {
  let sum = 0;
  for (const value of values) sum += value * value;
  const length = Math.sqrt(sum);
  if (!Number.isFinite(length) || length === 0) return undefined;
  return Math.abs(length - 1) < 1e-6 ? values : values.map((value) => value / length);
}

/** Reads an embeddings answer: one vector for each input, in order. */
export async function readEmbeddings(answer: Answer, request: EmbedRequest): Promise<EmbedResult> {
  const body = record(await readJson(answer));
  const vectors: (Float32Array | undefined)[] = request.input.map(() => undefined);
  for (const [at, entry] of list(body['data']).entries()) {
    const { index, embedding } = record(entry);
    const read = vector(embedding);
    const place = count(index) ?? at;
    if (place < vectors.length) vectors[place] = read && normalised(read);
  }
  if (vectors.some((one) => one === undefined))
    throw badAnswer(answer.about, `it gave no usable vector for some of ${vectors.length} texts`);
  const usage = record(body['usage']);
  return {
    vectors: vectors as Float32Array[],
    inputTokens: count(usage['prompt_tokens']) ?? count(usage['total_tokens']) ?? 0,
  };
}
