import type { Egress, Finding, Settings } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import { getProvider } from '../../providers/registry.ts';
import { keyStates } from '../keys/key-states.ts';
import { note, ok, problem } from './finding.ts';

/** Which providers have a key, and what may leave. Keys are not read further than that. */
export async function checkKeys(settings: Settings, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const states = await keyStates(settings, env);
  const set = states.filter(({ origin }) => origin !== null);
  if (set.length === 0)
    return [
      note(
        'keys',
        'No provider key: what no local model can do stays unanswered.',
        'nearmost keys add openai',
      ),
    ];
  const names = set.map(
    ({ provider, origin }) => `${provider} (${origin === 'config' ? 'stored' : 'environment'})`,
  );
  const leaves = settings.label === 'public';
  return [
    ok('keys', names.join(', ')),
    leaves
      ? ok('consent', 'Requests without a label may leave this device.')
      : note(
          'consent',
          `Requests without a label stay here (label ${settings.label}), so the keys serve labelled requests only.`,
          'To let them leave: nearmost config set label public',
        ),
  ];
}

/** Whether the providers with a key answer at all. Sends no key and no content. */
export async function checkReach(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  egress: Egress,
  signal: AbortSignal,
): Promise<Finding[]> {
  const states = await keyStates(settings, env);
  const set = states.filter(({ origin }) => origin !== null);
  return Promise.all(
    set.map(async ({ provider: id }) => {
      const provider = await getProvider(id, settings.providers);
      const baseUrl = settings.providers[id]?.baseUrl ?? provider.baseUrl;
      try {
        const response = await egress({
          purpose: { requestId: 'doctor', provider: id, label: 'public', task: 'models' },
          method: 'GET',
          url: `${baseUrl.replace(/\/$/, '')}/models`,
          headers: {},
          timeoutMs: 10_000,
          signal,
        });
        await response.text();
        return response.status < 500
          ? ok('reach', `${id} answers at ${new URL(baseUrl).host}`)
          : problem('reach', `${id} answers with status ${response.status}.`, 'Try again later.');
      } catch (error) {
        const known = NearmostError.from(error);
        return problem('reach', `${id}: ${known.message}`, known.hint);
      }
    }),
  );
}
