/** `help config set` means `config set --help`; an unknown command stays one, so that the nearest is named. */
export function helpLine(argv: readonly string[], commands: readonly string[]): string[] {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  if (argv[at] !== 'help') return [...argv];
  const rest = [...argv.slice(0, at), ...argv.slice(at + 1)];
  const named = rest.find((word) => !word.startsWith('-') && word !== 'help');
  if (named !== undefined && !commands.includes(named)) return rest;
  return [...rest.filter((word) => word !== 'help'), '--help'];
}
