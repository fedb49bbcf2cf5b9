import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { THINKING_BUDGET } from './thinking-budget.ts';
import { ROUTES } from './routes.ts';
import { serveFake, TOKEN } from './testing/serve.ts';

const run = promisify(execFile);
const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const page = read('http.md');
const dialects = read('dialects.md');

test('docs/http.md lists every route, and no other', () => {
  const rows = ROUTES.map(
    ({ method, path, about }) => `| \`${method} ${path.replace(/\{.*\}/, '')}\` | ${about} |`,
  );
  expect(page.split('\n').filter((line) => /^\| `(?:GET|POST) /.test(line))).toEqual(rows);
});

test('docs/http.md tells the thinking budgets', () => {
  const budgets = Object.values(THINKING_BUDGET).map((tokens) => tokens.toLocaleString('en-US'));
  expect(page).toContain(`| thinking tokens at most | ${budgets.join(' | ')} |`);
});

const curl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);
test.skipIf(!curl)('the examples of docs/http.md and docs/dialects.md work (needs curl)', async () => {
  const { server } = await serveFake();
  const examples = [...(page + dialects).matchAll(/```sh curl\n([\s\S]*?)```/g)].map(
    (match) => match[1] ?? '',
  );
  expect(examples.length).toBeGreaterThan(2);
  for (const example of examples) {
    const { stdout } = await run('sh', ['-c', example.replace(' -s', ' --fail -s')], {
      env: { ...process.env, URL: server.url, TOKEN },
    });
    expect(stdout).toMatch(/^(?:data: )?\{/);
    expect(stdout).not.toMatch(/"error":(?!null)/);
  }
  await server.close();
});
