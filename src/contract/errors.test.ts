import { expect, test } from 'vitest';
import { ERRORS, NearmostError, redact } from './errors.ts';

test('a message never carries a key', () => {
  const error = new NearmostError(
    'upstream_auth',
    'Incorrect API key provided: sk-proj-abcdefghijk1234. Bearer nm-abcdefgh1234 https://x/?key=AIzaSyA1234567890abcdefghijk',
  );
  expect(error.message).not.toMatch(/sk-proj|nm-abc|AIza/);
  expect(error.message).toContain('[redacted]');
});

test.each([['gsk_abcdefgh1234'], ['xai-abcdefgh1234'], ['csk-abcdefgh1234']])('%s is redacted', (key) => {
  expect(redact(`key ${key} is wrong`)).toBe('key [redacted] is wrong');
});

test('the hint of a missing token shows where the token goes', () => {
  expect(new NearmostError('unauthorized', 'x').hint).toContain('Authorization: Bearer <token>');
});

test('ordinary words are left alone', () => {
  const text = 'The key of the task: risk-taking, sky-blue, monkey-business in gpt-4o-mini-2024-07-18.';
  expect(redact(text)).toBe(text);
});

test('any thrown value becomes one of ours, once', () => {
  const known = new NearmostError('timeout', 'slow');
  expect(NearmostError.from(known)).toBe(known);
  expect(NearmostError.from('boom')).toMatchObject({ code: 'internal', status: 500 });
  expect(NearmostError.from(new DOMException('x', 'AbortError')).code).toBe('cancelled');
});

test('it is known across copies of the package and prints as JSON without its cause', () => {
  const error = new NearmostError('unknown_model', 'x', { param: 'model', cause: new Error('secret path') });
  expect(NearmostError.isInstance(error)).toBe(true);
  expect(NearmostError.isInstance(new Error('x'))).toBe(false);
  expect(JSON.stringify(error)).toBe(
    JSON.stringify({
      code: 'unknown_model',
      message: 'x',
      hint: ERRORS.unknown_model.hint,
      retryable: false,
      param: 'model',
    }),
  );
});

test('every kind has a status and a next step', () => {
  for (const [code, kind] of Object.entries(ERRORS)) {
    expect(kind.status, code).toBeGreaterThanOrEqual(400);
    expect(kind.hint, code).toMatch(/\S{3}/);
  }
});
