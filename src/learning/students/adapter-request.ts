import type { ChatRequest, JsonSchema, Message, ResponseFormat } from '../../contract/index.ts';

/** What all requests of a skill share: its template. Tools are left out, an adapter answers in text. */
export interface SkillRequest {
  /** Those before the last one of the user. */
  readonly messages: readonly Message[];
  readonly responseFormat?: ResponseFormat | undefined;
  /** What the last message always begins with. */
  readonly prefix?: string | undefined;
  /** What it always ends with. */
  readonly suffix?: string | undefined;
}

/**
 * How an adapter is asked. `whole`: with all that the requests share, for bases that understand it. `input`: with what
 * changes alone; the rest is the same every time, and the adapter has learned it.
 */
export type AdapterPrompt = 'whole' | 'input';

/** A request of the skill as the adapter was trained on it: greedy, in the skill's format, without thinking. */
export function adapterRequest(
  { messages, responseFormat, prefix = '', suffix = '' }: SkillRequest,
  prompt: AdapterPrompt,
  input: string,
): ChatRequest {
  return {
    model: '',
    messages:
      prompt === 'whole'
        ? [...messages, { role: 'user', content: `${prefix}${input}${suffix}` }]
        : [{ role: 'user', content: input }],
    // Said outright: the base may have a format of its own.
    responseFormat: responseFormat ?? { type: 'text' },
    temperature: 0,
    thinkingBudget: 0,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value with the members of its objects in the order of the schema, which is the order the grammar lets through. */
function inOrder(value: unknown, schema: unknown): unknown {
  if (!isObject(schema)) return value;
  if (Array.isArray(value)) return value.map((item) => inOrder(item, schema['items']));
  if (!isObject(value) || !isObject(schema['properties'])) return value;
  const properties: JsonSchema = schema['properties'];
  const names = Object.keys(properties).filter((name) => Object.hasOwn(value, name));
  const others = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
  return Object.fromEntries(
    [...names, ...others].map((name) => [name, inOrder(value[name], properties[name])]),
  );
}

/** The answer to be learned: JSON in its shortest form and the schema's order. Undefined: it should be JSON and is not. */
export function adapterTarget(output: string, format: ResponseFormat | undefined): string | undefined {
  if (format === undefined || format.type === 'text') return output.trim();
  try {
    const value: unknown = JSON.parse(output);
    return JSON.stringify(format.type === 'json_schema' ? inOrder(value, format.schema) : value);
  } catch {
    return undefined;
  }
}
