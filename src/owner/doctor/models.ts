import type { Finding } from '../../contract/index.ts';
import type { Home } from '../../store/home.ts';
import { bytes } from '../../kit/words/bytes.ts';
import { count } from '../../kit/words/count.ts';
import { modelsOf } from '../../store/models-of.ts';
import { note, ok, problem } from './finding.ts';

/** The models on this device: usable ones, broken ones, the embedded one. */
export async function checkModels(home: Home): Promise<Finding[]> {
  const store = await modelsOf(home);
  const models = store.list();
  const findings = store
    .problems()
    .map(({ id, message, hint }) => problem('model', `${id} cannot be used: ${message}.`, hint));
  if (!models.some(({ source }) => source === 'embedded'))
    findings.push(
      note(
        'model',
        'The embedded model (models/house/house.gguf) is missing.',
        'In a checkout, train it: npm run house:train; elsewhere, install Nearmost again.',
      ),
    );
  if (models.length === 0)
    return [...findings, problem('models', 'There is no model on this device.', 'Choose one: nearmost pull')];
  const size = models.reduce((sum, model) => sum + model.bytes, 0);
  const general = models.some(({ card }) => card.jobs.some((job) => job !== 'command' && job !== 'embed'));
  const words = `${count(models.length, 'model')}, ${bytes(size)}: ${models.map(({ id }) => id).join(', ')}`;
  findings.push(
    general
      ? ok('models', words)
      : note(
          'models',
          `${words}. None of them chats: it answers everyday commands only.`,
          'Choose one that fits: nearmost pull',
        ),
  );
  return findings;
}
