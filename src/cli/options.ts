/** A port of the command line. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error('A port is a whole number from 0 to 65535.');
  return port;
}

/** One word of several. */
export function oneOf(...words: string[]): (text: string) => string {
  return (text) => {
    if (!words.includes(text)) throw new Error(`It must be one of: ${words.join(', ')}.`);
    return text;
  };
}

/** A whole number in a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new Error(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** A number in a range. */
export function numberFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most))
      throw new Error(`It must be a number from ${least} to ${most}.`);
    return value;
  };
}
