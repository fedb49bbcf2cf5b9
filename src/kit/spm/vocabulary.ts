/** Token types as GGUF counts them. */
export const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;
export type TokenType = keyof typeof TOKEN_TYPE;

/** One entry of a vocabulary; its place in the list is its id. */
export interface Piece {
  /** Text as the file keeps it: a space is U+2581, a byte token is `<0xNN>`. */
  readonly text: string;
  /** Merges with a higher score happen first. */
  readonly score: number;
  readonly type: TokenType;
}

/** The visible stand-in for a space. */
export const SPACE = '\u2581';

/** The 256 byte tokens: any text can be written with them. */
export function bytePieces(): Piece[] {
  return Array.from({ length: 256 }, (_, byte) => ({
    text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    score: 0,
    type: 'byte' as const,
  }));
}

/**
 * Runs of text inside which pieces may form: letters with their marks run together; every digit, sign and space stands alone.
 * So a word has the same tokens after a space and after a quotation mark, and copying it is copying tokens.
 */
export function runsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}]+|[^\p{L}\p{M}]/gu) ?? [];
}
