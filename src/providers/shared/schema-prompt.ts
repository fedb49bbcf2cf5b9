import type { JsonSchema } from '../../contract/index.ts';

/** Asks in words for what a provider cannot be made to do. */
export const schemaPrompt = (schema: JsonSchema | undefined): string =>
  schema === undefined
    ? 'Answer with one JSON object and nothing else.'
    : `Answer with one JSON value that fits this JSON Schema and nothing else:\n${JSON.stringify(schema)}`;
