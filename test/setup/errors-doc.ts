// Writes docs/errors.md from the table in src/contract/errors.ts: node test/setup/errors-doc.ts
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ERRORS } from '../../src/contract/index.ts';

/** The page of all errors. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, type, retryable, hint }]) =>
      `| \`${code}\` | ${status} | \`${type}\` | ${retryable ? 'yes' : 'no'} | ${hint.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`,
  );
  return `# Errors

Made from \`src/contract/errors.ts\` by \`node test/setup/errors-doc.ts\`. Every error says what happened, why, and the next step.

| code | HTTP | OpenAI type | retry helps | usual next step |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

if (import.meta.main) writeFileSync(resolve(import.meta.dirname, '../../docs/errors.md'), errorsPage());
