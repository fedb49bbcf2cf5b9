import { NearmostError } from '../../contract/errors.ts';
import { nearest } from '../../store/nearest.ts';

export interface Words {
  model: string;
  prompt: string;
}

/** True for a text that is a model's name rather than a word of a sentence: `qwen3-0.6b`, `openai/gpt-4o`, not `6:30`. */
const looksLikeModel = (word: string): boolean =>
  /^[a-z][\w.:@-]*(?:\/[\w.:@-]+)*$/i.test(word) && (word.includes('/') || /[a-z].*\d/i.test(word));

/**
 * Tells the model from the prompt in `run [model] [prompt...]`: the first word is a model when it is a known one (with or
 * without `local/`) or looks like one. The rest is the prompt; without a model it is all words.
 * @throws unknown_model when a known model was probably meant
 */
export function readWords(words: string[], models: string[]): Words {
  const [first, ...rest] = words;
  if (first === undefined) return { model: 'auto', prompt: '' };
  const known = models.find((id) => id === first || id === `local/${first}`);
  if (known !== undefined) return { model: known, prompt: rest.join(' ') };
  if (!looksLikeModel(first)) return { model: 'auto', prompt: words.join(' ') };
  const provider = first.slice(0, first.indexOf('/') + 1);
  if (provider !== '' && provider !== 'local/' && models.some((id) => id.startsWith(provider)))
    return { model: first, prompt: rest.join(' ') };
  const guess = nearest(
    first.replace(/^local\//, ''),
    models.map((id) => id.replace(/^local\//, '')),
  );
  if (guess === undefined) return { model: first, prompt: rest.join(' ') };
  throw new NearmostError('unknown_model', `There is no model "${first}" on this device.`, {
    hint: `Did you mean ${guess}? See the models: nearmost ls`,
  });
}
