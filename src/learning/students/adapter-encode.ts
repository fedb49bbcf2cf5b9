import type { EncodedText, LoadedModel, ModelCard } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import { type AdapterPrompt, adapterRequest, adapterTarget, type SkillRequest } from './adapter-request.ts';

/** Shared messages longer than this are cheaper learned than read every time. */
const MOST_SHARED_TOKENS = 160;

/** Examples as tokens of a base. */
export interface EncodedExamples {
  /** How the adapter is to be asked. */
  readonly prompt: AdapterPrompt;
  readonly texts: EncodedText[];
  /** Examples left out: no input, or an answer that is not in the skill's format. */
  readonly nonsense: number;
}

/** Encodes what a skill is to learn exactly as it will be asked. The order of the examples is kept. */
export async function encodeExamples(
  model: LoadedModel,
  card: ModelCard,
  shared: SkillRequest,
  examples: readonly Example[],
  signal?: AbortSignal,
): Promise<EncodedExamples> {
  const pairs = examples.flatMap(({ input, output }) => {
    const answer = adapterTarget(output, shared.responseFormat);
    return answer === undefined || answer === '' || input.trim() === '' ? [] : [{ input, answer }];
  });
  const encode = (how: AdapterPrompt, some: typeof pairs): Promise<EncodedText[]> =>
    model.encodeAll(
      some.map(({ input, answer }) => ({ request: adapterRequest(shared, how, input), answer })),
      signal ? { signal } : {},
    );
  const nonsense = examples.length - pairs.length;
  const shares = shared.messages.length > 0 || Boolean(shared.prefix) || Boolean(shared.suffix);
  const understands = shares && card.jobs.includes('chat');
  if (!understands) return { prompt: 'input', texts: await encode('input', pairs), nonsense };
  const length = async (how: AdapterPrompt): Promise<number> =>
    (await encode(how, pairs.slice(0, 1)))[0]?.from ?? 0;
  const prompt = (await length('whole')) - (await length('input')) <= MOST_SHARED_TOKENS ? 'whole' : 'input';
  return { prompt, texts: await encode(prompt, pairs), nonsense };
}
