import { bytes } from '../../../format/words.ts';
import type { TextFile } from '../tree/turn.ts';

/** The largest file that can go with a question. */
export const LARGEST_BYTES = 1_000_000;

/** The text of a file; or why it cannot go with a question, in words. */
export function textOfFile(name: string, content: Uint8Array<ArrayBuffer>): TextFile | { why: string } {
  if (content.length > LARGEST_BYTES)
    return {
      why: `“${name}” has ${bytes(content.length)}; at most ${bytes(LARGEST_BYTES)} can be attached.`,
    };
  if (content.length === 0) return { why: `“${name}” is empty.` };
  const wide = content[0] === 0xff && content[1] === 0xfe;
  const noText = { why: `“${name}” is not a text file. Save its text as .txt, and attach that.` };
  try {
    const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8', { fatal: true }).decode(content);
    return text.includes('\0') ? noText : { name, bytes: content.length, text };
  } catch {
    return noText;
  }
}

/** Reads a file that was chosen or dropped. */
export async function readTextFile(file: File): Promise<TextFile | { why: string }> {
  // What is too large is not even read.
  if (file.size > LARGEST_BYTES)
    return {
      why: `“${file.name}” has ${bytes(file.size)}; at most ${bytes(LARGEST_BYTES)} can be attached.`,
    };
  try {
    return textOfFile(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch {
    return { why: `“${file.name}” could not be read.` };
  }
}
