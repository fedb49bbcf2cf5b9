/** The next step of a finding: words, and a command to copy where it is one. */
export interface Fix {
  words: string;
  command?: string;
}

/** Parts `To let them leave: nearmost config set label public` into words and command. What has to be filled in stays words. Pure. */
export function fixOf(fix: string): Fix {
  const [, words = '', command = ''] = /^(?:(.*): )?((?:nearmost|chmod|npm) \S.*)$/s.exec(fix) ?? [];
  if (command === '' || /[<;]|, |\.$/.test(command)) return { words: fix };
  return { words: words === '' ? '' : `${words}:`, command };
}
