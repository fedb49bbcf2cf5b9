import { NearmostError } from '../../contract/errors.ts';
import { importLemonade } from './lemonade.ts';
import { importLitellm } from './litellm.ts';
import { isRecord, type ImportWorld, type PolicyImport } from './policy-import.ts';

const LONGEST = 4 * 2 ** 20;

async function parse(text: string): Promise<unknown> {
  if (text.length > LONGEST)
    throw new NearmostError('config_invalid', 'The file is too large to be a policy: more than 4 MiB.', {
      hint: '',
    });
  const { parseDocument } = await import('yaml');
  // JSON is YAML too. Aliases that multiply themselves are refused by the library.
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { uniqueKeys: true, merge: true });
  const [problem] = document.errors;
  const line = problem?.linePos?.[0].line;
  // The parser's message quotes the file, which may hold keys.
  if (problem)
    throw new NearmostError(
      'config_invalid',
      `The file is neither JSON nor YAML${line === undefined ? '' : `: see line ${line}`}.`,
      { hint: 'Correct it: look for indents, quotes, and keys that stand there twice.' },
    );
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw new NearmostError('config_invalid', 'The file multiplies its aliases without measure.', {
      hint: '',
      cause: error,
    });
  }
}

/**
 * Reads a file of another router: a Lemonade policy (`collection.router`) or a LiteLLM configuration (`model_list`).
 * Nothing is written, no key is taken over, and no address is exchanged for another.
 * @throws NearmostError config_invalid
 */
export async function readPolicy(text: string, world: ImportWorld): Promise<PolicyImport> {
  const file = await parse(text);
  if (isRecord(file) && file['recipe'] === 'collection.router') return importLemonade(file, world);
  if (isRecord(file) && 'model_list' in file) return importLitellm(file, world);
  throw new NearmostError('config_invalid', 'The file is no policy that can be imported.', {
    hint: 'Known are Lemonade policies ("recipe": "collection.router") and LiteLLM configurations (model_list).',
  });
}
