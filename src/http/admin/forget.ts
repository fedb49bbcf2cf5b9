import { z } from 'zod';
import { NearmostError, type ForgetScope } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';

const words = { error: 'must have 1 to 200 characters' };
const name = z.string(words).min(1, words).max(200, words).optional();
const preview = z.boolean({ error: 'must be true or false' }).default(false);
const schema = z.object({ app: name, skill: name, request: name, preview });

/** `POST /admin/forget {app | skill | request, preview?}`: deletes examples and what was learned from them, or counts them. */
export const adminForget: Handler = async (exchange) => {
  const { app, skill, request, preview: counting } = validate(schema, await readJson(exchange));
  const scopes: ForgetScope[] = [
    ...(app === undefined ? [] : [{ app }]),
    ...(skill === undefined ? [] : [{ skill }]),
    ...(request === undefined ? [] : [{ request }]),
  ];
  const [scope] = scopes;
  // Several would leave open whether all or any is meant; what is deleted does not come back.
  if (scope === undefined || scopes.length > 1)
    throw new NearmostError(
      'invalid_request',
      'Exactly one of "app", "skill" and "request" says what to forget.',
      {
        param: 'app',
      },
    );
  sendJson(exchange, 200, await exchange.server.runtime.learning.forget(scope, { preview: counting }));
};
