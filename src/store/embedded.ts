import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ModelCard, ModelInfo, ModelRecord } from '../contract/index.ts';

/** Folder of the embedded default model, beside the sources or `dist/`: `house.gguf` and `card.json`. */
export const EMBEDDED: string = resolve(import.meta.dirname, '../../models/house');

/** Engine of records whose file is a tagger: a small model of words that answers without any other model. */
export const TAGGER = 'tagger';

/** Reads and validates the header of a model file. @throws invalid_model_file */
export type Inspect = (path: string) => ModelInfo | Promise<ModelInfo>;

/** A model that is known and cannot be used. */
export interface ModelProblem {
  id: string;
  message: string;
  /** The next step. */
  hint: string;
}

/** Reads the model that comes with the package; undefined where the package has none. */
async function readHouse(dir: string, inspect: Inspect): Promise<ModelRecord | ModelProblem | undefined> {
  const [path, card] = [join(dir, 'house.gguf'), join(dir, 'card.json')];
  if (!existsSync(path) || !existsSync(card)) return undefined;
  try {
    const known = JSON.parse(readFileSync(card, 'utf8')) as ModelCard;
    const { size, mtimeMs } = statSync(path);
    return {
      id: known.id,
      engine: 'llama-cpp',
      path,
      bytes: size,
      source: 'embedded',
      addedAt: Math.round(mtimeMs),
      info: await inspect(path),
      card: known,
    };
  } catch (error) {
    const message = `the embedded model cannot be read: ${(error as Error).message}`;
    return { id: 'house', message, hint: 'Install Nearmost again: npm install nearmost' };
  }
}

/** What is in a folder beside the embedded model, and the card that tells of it. */
const KINDS = {
  /** Low-rank weights that do another job. */
  skills: 'adapter.gguf',
  /** Taggers that do the job of the base, or part of it, in another way. */
  variants: 'tagger.bin',
} as const;

/** What comes with the embedded model, in a folder each, named `<base>+<name>`. */
function readBeside(
  dir: string,
  kind: keyof typeof KINDS,
  base: ModelRecord,
): (ModelRecord | ModelProblem)[] {
  const folder = join(dir, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name): (ModelRecord | ModelProblem)[] => {
    const [path, file] = [join(folder, name, KINDS[kind]), join(folder, name, 'card.json')];
    if (!existsSync(path) || !existsSync(file)) return [];
    const id = `${base.id}+${name}`;
    const hint = 'Install Nearmost again: npm install nearmost';
    try {
      const card = JSON.parse(readFileSync(file, 'utf8')) as ModelCard & {
        base: string;
        parameters?: number;
      };
      if (card.base !== (base.card as ModelCard & { sha256?: string }).sha256)
        return [{ id, message: 'it was trained for another version of the embedded model', hint }];
      const { size } = statSync(path);
      const { engine, source, addedAt, info } = base;
      const common = { id, path, bytes: size, source, addedAt, info };
      if (kind === 'skills')
        return [{ ...common, engine, adapter: { base: base.id }, card: { ...card, id } }];
      const { decline, responseFormat } = base.card;
      const same = { ...(decline && { decline }), ...(responseFormat && { responseFormat }) };
      const { parameters = 0 } = card;
      const own = { architecture: TAGGER, parameters, tensorBytes: size, quantisation: 'I8' };
      return [
        {
          ...common,
          info: { ...info, ...own },
          engine: TAGGER,
          variantOf: base.id,
          card: { ...same, ...card, id },
        },
      ];
    } catch (error) {
      return [{ id, message: `its card cannot be read: ${(error as Error).message}`, hint }];
    }
  });
}

/** The model that comes with the package, its skills and variants; nothing where the folder has none. */
export async function readEmbedded(dir: string, inspect: Inspect): Promise<(ModelRecord | ModelProblem)[]> {
  const house = await readHouse(dir, inspect);
  if (house === undefined) return [];
  if (!('info' in house)) return [house];
  return [house, ...readBeside(dir, 'skills', house), ...readBeside(dir, 'variants', house)];
}
