import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Folder -> place in the order of dependency (ARCHITECTURE.md). A file imports its own folder and smaller places only. */
const ORDER: Record<string, number> = {
  contract: 1,
  kit: 2,
  device: 3,
  store: 4,
  ledger: 5,
  engines: 6,
  providers: 6,
  memory: 7,
  privacy: 7,
  router: 8,
  mixture: 9,
  adapters: 9,
  learning: 10,
  personal: 10,
  swarm: 10,
  'runtime.ts': 11,
  owner: 11,
  'index.ts': 12,
  http: 12,
  client: 12,
  cli: 13,
};
const root = resolve(import.meta.dirname, '../src');
const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.d.ts'));
const place = (file: string): string => file.split('/')[0] ?? file;
const importsOf = (file: string): string[] =>
  [...readFileSync(resolve(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (m) => m[1] ?? '',
  );

/** Files that may open a connection or a socket: the egress door, the server, and tests. */
const NETWORK = new Set([
  'undici',
  'node:http',
  'node:https',
  'node:net',
  'node:tls',
  'node:dgram',
  'node:http2',
]);
const MAY_CONNECT = [/^privacy\/egress/, /^http\//, /^client\//, /^cli\/api/, /\.test\.ts$/, /\/testing\//];

/** Whether the import of a file is one of a file in the folder. */
const isWithin = (folder: string, file: string, name: string): boolean =>
  name.startsWith('.') && place(relative(root, resolve(root, dirname(file), name))) === folder;

test('every folder has a place in the order', () => {
  expect(files.map(place).filter((folder) => !(folder in ORDER))).toEqual([]);
});

test('no file imports upward or sideways', () => {
  const offences: string[] = [];
  for (const file of files) {
    if (file.endsWith('.test.ts')) continue; // a test may wire what it needs
    for (const target of importsOf(file).filter((name) => name.startsWith('.'))) {
      const other = relative(root, resolve(root, dirname(file), target));
      if (other.startsWith('..')) offences.push(`${file} imports ${target}, outside src`);
      else if (place(other) !== place(file) && (ORDER[place(other)] ?? 99) >= (ORDER[place(file)] ?? 0))
        offences.push(`${file} imports ${other}`);
    }
  }
  expect(offences).toEqual([]);
});

test('the contract imports zod and nothing else', () => {
  const foreign = files
    .filter((file) => place(file) === 'contract' && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => name !== 'zod' && !isWithin('contract', file, name))
        .map((name) => `${file}: ${name}`),
    );
  expect(foreign).toEqual([]);
});

test('the client imports the contract and the kit, and loads no schema library', () => {
  const foreign = files
    .filter((file) => place(file) === 'client' && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      importsOf(file)
        .map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name))
        .filter(
          (name) =>
            !/^(?:client|kit|contract(?!\/index))\/|^node:|^@ai-sdk\/provider$|^nearmost\//.test(name),
        )
        .map((name) => `${file}: ${name}`),
    );
  expect(foreign).toEqual([]);
});

test('only the egress door and the server touch the network', () => {
  const offences = files
    .filter((file) => !MAY_CONNECT.some((allowed) => allowed.test(file)))
    .flatMap((file) => {
      const source = readFileSync(resolve(root, file), 'utf8');
      const named = importsOf(file)
        .filter((name) => NETWORK.has(name))
        .map((name) => `${file}: ${name}`);
      return /(?<![.\w])fetch\(/.test(source) ? [...named, `${file}: fetch()`] : named;
    });
  expect(offences).toEqual([]);
});

test('the console imports itself, types of the contract and words for figures, nothing else of the house', () => {
  const folder = resolve(import.meta.dirname, '../console/src');
  const allowed = (types: boolean, target: string): boolean =>
    !/(?:\.\.\/)+src\//.test(target) ||
    (types && target.endsWith('/src/contract/index.ts')) ||
    /\/src\/kit\/words\/[\w-]+\.ts$/.test(target);
  const offences = globSync('**/*.{ts,tsx}', { cwd: folder }).flatMap((file) =>
    [
      ...readFileSync(resolve(folder, file), 'utf8').matchAll(
        /^(?:import|export)( type)? [^;]*?from '([^']+)';$/gm,
      ),
    ]
      .filter(([, types, target = '']) => !allowed(types !== undefined, target))
      .map(([line]) => `${file}: ${line}`),
  );
  expect(offences).toEqual([]);
});
