import type { Tool } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import { schemaToGrammar } from '../../kit/json-schema/to-grammar.ts';
import type { CallFormat } from './dialect.ts';

/** A grammar of calls and the keywords it does not hold. */
export interface CallGrammar {
  grammar: string;
  unheld: string[];
}

/**
 * Grammar of one or more calls of these tools in a model's own format, constrained by the schemas of their arguments.
 * @param opened true: the opening mark is written already
 * @param several true: more than one call may follow
 */
export function callGrammar(
  tools: readonly Tool[],
  format: CallFormat,
  options: { opened: boolean; several: boolean },
): CallGrammar {
  const key = format === 'llama' ? 'parameters' : 'arguments';
  const $defs: Record<string, unknown> = {};
  const calls = tools.map(({ name, parameters }, index) => {
    if (parameters && JSON.stringify(parameters).includes('"$ref"')) {
      // References are followed from the root: the tool's own root moves to its own place.
      $defs[`tool${index}`] = moved(parameters, `#/$defs/tool${index}`);
      return schemaOfCall(name, key, { $ref: `#/$defs/tool${index}` });
    }
    return schemaOfCall(name, key, parameters ?? { type: 'object', additionalProperties: false });
  });
  if (calls.length === 0)
    throw new NearmostError('invalid_request', 'A tool call was asked for, but there are no tools.', {
      param: 'tools',
    });
  const { grammar, unheld } = schemaToGrammar({ $defs, anyOf: calls });
  const [, body = '', rules = ''] = /^root ::= ([^\n]*)\n(.*)$/s.exec(grammar) ?? [];
  const blank = '[ \\x0A]{0,2}';
  const first = options.opened
    ? ''
    : format === 'hermes'
      ? '"<tool_call>" '
      : format === 'mistral'
        ? '"[TOOL_CALLS]" '
        : '';
  const more = (begin: string): string => (options.several ? ` (${begin} call){0,7}` : '');
  const root =
    format === 'hermes'
      ? `${first}${blank} call ${blank} "</tool_call>"${options.several ? ` (${blank} "<tool_call>" ${blank} call ${blank} "</tool_call>"){0,7}` : ''}`
      : format === 'mistral'
        ? `${first}${blank} "[" call${more(`"," ${blank}`)} "]"`
        : `${blank} call${options.opened ? more(`[;\\x0A] ${blank}`) : ''}`;
  return { grammar: `root ::= ${root}\ncall ::= ${body}\n${rules}`, unheld };
}

const schemaOfCall = (name: string, key: string, parameters: unknown): Record<string, unknown> => ({
  type: 'object',
  properties: { name: { const: name }, [key]: parameters },
  required: ['name', key],
  additionalProperties: false,
});

function moved(node: unknown, root: string): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => moved(item, root));
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === '$ref' && typeof value === 'string' && value.startsWith('#')
        ? [key, root + value.slice(1)]
        : [key, moved(value, root)],
    ),
  );
}
