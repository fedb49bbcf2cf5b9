import { NearmostError } from '../../contract/errors.ts';
import { nearest } from '../../store/nearest.ts';

export interface Words {
  model: string;
  prompt: string;
}

/** True for a text that is a model's name rather than a word of a sentence: `qwen3-0.6b`, `openai/gpt-4o`, not `6:30`. */
const looksLikeModel = (word: string): boolean =>
  /^[a-z][\w.:@-]*(?:\/[\w.:@-]+)*$/i.test(word) && (word.includes('/') || /[a-z].*\d/i.test(word));

const bare = (id: string): string => id.replace(/^local\//, '');

/** A known model, with or without `local/`, or any of a provider that is known. */
function known(name: string, models: readonly string[]): string | undefined {
  const provider = name.slice(0, name.indexOf('/') + 1);
  const cloud = provider !== '' && provider !== 'local/' && models.some((id) => id.startsWith(provider));
  return cloud ? name : models.find((id) => id === name || id === `local/${name}`);
}

function unknown(name: string, guess: string | undefined): NearmostError {
  const way = 'See the models: nearmost ls';
  return new NearmostError('unknown_model', `There is no model "${name}" on this device.`, {
    hint: guess === undefined ? way : `Did you mean ${guess}? ${way}`,
  });
}

/** The model that `run --model` names. @throws unknown_model */
export function readModel(name: string, models: readonly string[]): string {
  const found = name === 'auto' ? name : known(name, models);
  if (found !== undefined) return found;
  throw unknown(name, nearest(bare(name), models.map(bare)));
}

/**
 * Tells the model from the prompt in `run [model] [prompt...]`: the first word is a model when it is a known one (with or
 * without `local/`) or looks like one. The rest is the prompt; without a model it is all words.
 * @throws unknown_model when a known model was probably meant
 */
export function readWords(words: readonly string[], models: readonly string[]): Words {
  const [first, ...rest] = words;
  if (first === undefined) return { model: 'auto', prompt: '' };
  const found = known(first, models);
  if (found === undefined && !looksLikeModel(first)) return { model: 'auto', prompt: words.join(' ') };
  const guess = found === undefined ? nearest(bare(first), models.map(bare)) : undefined;
  if (guess !== undefined) throw unknown(first, guess);
  return { model: found ?? first, prompt: rest.join(' ') };
}
