/** What may stand behind a backslash without need, with the flag `u`. */
const MAY_BE_ESCAPED = /[A-Za-z0-9^$\\.*+?()[\]{}|/]/;

/**
 * A regular expression as the check of values reads it: with the flag `u`. Many schemas escape more than `u` allows
 * (`\-`, `\@`, `\_`); such backslashes are taken out.
 * @throws SyntaxError when it is none even so
 */
export function readPattern(source: string): string {
  try {
    RegExp(source, 'u');
    return source;
  } catch {
    const plain = withoutNeedlessEscapes(source);
    RegExp(plain, 'u');
    return plain;
  }
}

function withoutNeedlessEscapes(source: string): string {
  let inClass = false;
  return source.replace(/\\(.)|[[\]]/gsu, (piece, escaped: string | undefined) => {
    if (escaped === undefined) inClass = piece === '[' || (inClass && piece !== ']');
    else if (!MAY_BE_ESCAPED.test(escaped) && !(inClass && escaped === '-')) return escaped;
    return piece;
  });
}
