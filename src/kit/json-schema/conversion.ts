import type { JsonSchema } from '../../contract/index.ts';
import type { GrammarRules } from './gbnf.ts';
import type { SchemaNode } from './resolve.ts';

/** What the converters of single keywords share. */
export interface Conversion {
  readonly root: JsonSchema;
  readonly rules: GrammarRules;
  /** Text that `x-nearmost-span` strings are taken from. */
  readonly spanText: string | undefined;
  /** Grammar of a schema: a rule name or a body safe to put in a sequence. */
  visit(node: SchemaNode, hint: string): string;
  /** Any JSON value. */
  any(): string;
  /** Notes a keyword that the grammar does not hold; the value is checked afterwards. */
  unheld(keyword: string): void;
}

/** Optional white space between the parts of a JSON text; bounded, so that no model runs away in blanks. */
export const SPACE = '(" " | "\\x0A" [ \\x09]{0,16})?';
