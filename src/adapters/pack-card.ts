import { join } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import type { ModelCard } from '../contract/index.ts';
import type { Manifest } from './manifest.ts';
import type { PackSource } from './pack.ts';
import { plainBytes, plainText } from './plain-file.ts';

const MOST_CARD_BYTES = 2 ** 20;

interface SkillCard extends ModelCard {
  version?: string;
  base: string;
  task?: string;
  eval?: Manifest['eval'];
  training?: { sources?: string };
}

function isCard(value: unknown): value is SkillCard {
  const one = value as Partial<SkillCard> | null;
  return (
    typeof one === 'object' && one !== null && typeof one.id === 'string' && typeof one.base === 'string'
  );
}

/** A skill as it lies in a folder of its own: `card.json` and `adapter.gguf`. @throws invalid_package */
export function cardSource(folder: string): PackSource {
  const path = join(folder, 'card.json');
  let card: unknown;
  try {
    card = JSON.parse(plainText(path, MOST_CARD_BYTES));
  } catch (error) {
    if (NearmostError.isInstance(error)) throw error;
    throw new NearmostError('invalid_package', `${path} is no JSON.`);
  }
  if (!isCard(card))
    throw new NearmostError('invalid_package', `${path} names no id and no base; it is no card of a skill.`);
  const weights = join(folder, 'adapter.gguf');
  plainBytes(weights);
  const [base = '', name] = card.id.split('+');
  const { system, responseFormat, decline, calibration } = card;
  return {
    name,
    version: card.version,
    task: card.task,
    licence: card.licence,
    weights,
    base: { id: base, sha256: card.base },
    serve: {
      ...(system === undefined ? {} : { system }),
      ...(responseFormat === undefined ? {} : { responseFormat }),
      ...(decline === undefined ? {} : { decline }),
      ...(calibration === undefined ? {} : { calibration }),
    },
    eval: card.eval ?? {},
    teachers: [],
    dataset: undefined,
    examples: undefined,
  };
}
