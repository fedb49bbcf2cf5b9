import { z } from 'zod';
import type { JsonSchema } from '../contract/index.ts';

export const textField: z.ZodString = z.string({ error: 'must be a string' });
/** At least one character. */
export const wordField: z.ZodString = textField.min(1, { error: 'must not be empty' });
export const flagField: z.ZodOptional<z.ZodNullable<z.ZodBoolean>> = z
  .boolean({ error: 'must be true or false' })
  .nullish();
export const schemaField: z.ZodCustom<JsonSchema, JsonSchema> = z.custom<JsonSchema>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  { error: 'must be a JSON Schema object' },
);

/** The name of a tool: letters, digits, `_` and `-`. */
export function toolNameField(longest: number): z.ZodString {
  return textField.regex(new RegExp(`^[\\w-]{1,${longest}}$`), {
    error: `must have 1 to ${longest} letters, digits, _ or -`,
  });
}
