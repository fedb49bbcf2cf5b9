import { expect, test } from 'vitest';
import { NearmostError, type Egress } from '../../contract/index.ts';
import { createPseudonyms } from '../../privacy/pseudonyms/pseudonyms.ts';
import { getProvider, listProviders } from '../../providers/registry.ts';
import { collect } from '../answer/collect.ts';
import { releasing } from './release.ts';
import { inItsPlace } from './words.ts';

const pseudonyms = createPseudonyms(['Ann Example', 'Claude', 'Max']);
const note = pseudonyms.hide('Ann Example owes +49 30 1234567');

/** What a provider would send of a conversation; or the code of the refusal. */
async function sentBy(id: string, content: string): Promise<string> {
  const provider = await getProvider(id, {});
  let body = '';
  const record: Egress = (request) => {
    expect(request.purpose.form).toBe('pseudonymised');
    body = String(request.body);
    return Promise.reject(new NearmostError('upstream_unavailable', 'enough seen'));
  };
  const parts = provider.chat(
    {
      model: provider.defaultModel || 'some-model-20260101',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content },
      ],
      maxTokens: 100,
    },
    {
      key: 'k',
      baseUrl: 'http://127.0.0.1:9',
      requestId: 'req_1',
      label: 'personal',
      egress: releasing(record, pseudonyms),
      timeoutMs: 30_000,
      stream: true,
    },
  );
  const code = await collect(parts).then(
    () => 'answered',
    (error: unknown) => NearmostError.from(error).code,
  );
  return code === 'upstream_unavailable' ? body : code;
}

test.each(listProviders({}))('%s: its body goes out when no detail is in it, and only then', async (id) => {
  const clean = await sentBy(id, `${inItsPlace([{ part: 1, text: note }], true)} Who is it?`);
  expect(clean).toContain('<NAME_1> owes');
  expect(await sentBy(id, 'Ask Ann Example.')).toBe('egress_refused');
});
