import { readdirSync } from 'node:fs';
import type { CommandSpec } from './command.ts';

const folder = new URL('./commands/', import.meta.url);

/** Names of all commands: the files of `commands/`. */
export function commandNames(): string[] {
  return readdirSync(folder)
    .filter((file) => /^[a-z-]+\.(?:ts|js)$/.test(file))
    .map((file) => file.replace(/\.\w+$/, ''))
    .sort();
}

/** Loads one command. */
async function loadCommand(name: string): Promise<CommandSpec> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const module = (await import(new URL(`${name}.${ending}`, folder).href)) as { command: CommandSpec };
  return module.command;
}

/** Loads all commands, or only the one that the arguments name. */
export async function loadCommands(argv: readonly string[]): Promise<Map<string, CommandSpec>> {
  const names = commandNames();
  const first = argv.find((word) => !word.startsWith('-'));
  const wanted = first !== undefined && names.includes(first) ? [first] : names;
  const specs = await Promise.all(wanted.map(async (name) => [name, await loadCommand(name)] as const));
  return new Map(specs.filter(([, spec]) => spec.available?.() !== false));
}
