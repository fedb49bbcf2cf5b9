// Writes docs/cli.md from the commands themselves: node test/setup/cli-docs.ts
import { writeFileSync } from 'node:fs';
import type { CommandSpec } from '../../src/cli/command.ts';
import { loadCommands } from '../../src/cli/registry.ts';

const HEAD = `# Command line

<!-- Made from src/cli/commands by: node test/setup/cli-docs.ts. A test keeps it current. -->

\`nearmost <command> [options]\`. Every command has \`--help\` with examples and \`--json\`: standard output then carries one
machine-readable result and nothing else; an error is one line of JSON on standard error,
\`{"error": {"code", "message", "hint", "retryable"}}\`. The codes stand in [errors.md](errors.md).

| | |
|---|---|
| exit code | 0 done, 1 it failed, 2 the command line is wrong, 130 stopped by Ctrl-C |
| colours | on a terminal; \`NO_COLOR=1\` or \`--no-color\` turns them off, \`FORCE_COLOR=1\` on |
| state | \`NEARMOST_HOME\`, default \`~/.nearmost\` |
| settings | \`config.json\` there, \`nearmost.config.ts\` of the project, \`NEARMOST_*\` variables, flags: each stronger than the one before |
| more on an error | \`NEARMOST_DEBUG=1\` adds where it came from |
`;

const FOOT = `
## In a chat

\`nearmost run\` without a prompt opens a chat. \`/new\` begins a new conversation, \`/model <name>\` asks another model, \`/models\`
lists them, \`/bye\` or Ctrl-D leaves. Ctrl-C breaks an answer off. Below each answer stands where it ran and how to see why.
`;

function section(path: string, spec: CommandSpec, level: string): string {
  const usage = [`nearmost ${path}`, ...(spec.args ?? []).map(([name]) => name)].join(' ');
  const rows = [
    ...(spec.args ?? []).map(([name, words]) => `| \`${name}\` | ${words} |`),
    ...(spec.options ?? []).map(({ flags, words }) => `| \`${flags}\` | ${words} |`),
  ];
  const examples = (spec.examples ?? []).map(([line, words]) => `nearmost ${line}   # ${words}`);
  const sentence = spec.summary.charAt(0).toUpperCase() + spec.summary.slice(1);
  return [
    `${level} \`${usage}\``,
    `${sentence}.`,
    ...(rows.length > 0 ? [`| | |\n|---|---|\n${rows.join('\n')}`] : []),
    ...(examples.length > 0 ? [`\`\`\`sh\n${examples.join('\n')}\n\`\`\``] : []),
    ...Object.entries(spec.commands ?? {}).map(([name, sub]) => section(`${path} ${name}`, sub, `${level}#`)),
  ].join('\n\n');
}

/** The page about the command line, made from the commands themselves. */
export async function cliDocs(): Promise<string> {
  const commands = [...(await loadCommands([]))].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = commands.map(([name, spec]) => section(name, spec, '##'));
  return [HEAD, ...parts.map((part) => `${part}\n`), FOOT.trimStart()].join('\n');
}

if (import.meta.main) writeFileSync(new URL('../../docs/cli.md', import.meta.url), await cliDocs());
