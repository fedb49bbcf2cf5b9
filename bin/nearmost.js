#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it checks the version, then hands over to the real program.
import { existsSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`nearmost needs Node 22.18 or newer; this is ${process.version} (${process.execPath}).
In a checkout, use the Node that came with it:   npm run nearmost -- ${process.argv.slice(2).join(' ')}
Elsewhere, run it with a newer Node:             npx --package node@24 --package nearmost nearmost ${process.argv.slice(2).join(' ')}`);
  process.exit(1);
}
// Compiled code (in a checkout: the sources without their types) is kept between runs. In the owner's own folder: whoever
// can write to this cache can run code as the owner, and a temp folder is everybody's.
const home = process.env.NEARMOST_HOME || join(homedir(), '.nearmost');
try {
  mkdirSync(home, { mode: 0o700 });
} catch {
  // It is there, or cannot be made: then the command says so.
}
if (existsSync(home)) module.enableCompileCache?.(join(home, 'cache'));
else process.env.NODE_DISABLE_COMPILE_CACHE = '1';
// Node 22 calls its SQLite experimental at every start; the parts used here are stable in Node 24.
const { emitWarning } = process;
process.emitWarning = (warning, ...rest) =>
  String(warning).startsWith('SQLite is an experimental')
    ? undefined
    : emitWarning.call(process, warning, ...rest);
// In a checkout the sources are newer than dist/; in the published package there are no sources.
const source = new URL('../src/cli/main.ts', import.meta.url);
const entry = existsSync(source) ? source : new URL('../dist/cli/main.js', import.meta.url);
await import(entry.href);
