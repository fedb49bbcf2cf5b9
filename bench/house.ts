// The house model: SNIPS validation rows (intent, whole answer) and CLINC150 test rows (does the confidence tell ours from others'),
// and what `auto` makes of the same commands, where taggers are asked ahead of it.
import { resolve } from 'node:path';
import { committedModel, measureHouse } from '../models/house/measure.ts';
import { autoFigures } from './house/auto-figures.ts';
import { openHouse } from './lib/house-runtime.ts';

/** Measures the committed model through the library, as a user gets it; `data` is a folder with `snips/` and `clinc150/`. */
export async function run(options: {
  data?: string;
  quick: boolean;
  full: boolean;
}): Promise<Record<string, unknown>> {
  const found = committedModel();
  if (!found) {
    const why = 'models/house/house.gguf is not there; make it with: npm run house:train';
    return {
      intent_accuracy: null,
      intent_accuracy_why: why,
      exact: null,
      exact_why: why,
      oos_auroc: null,
      oos_auroc_why: why,
      model_mb: null,
      model_mb_why: why,
    };
  }
  const data = resolve(
    options.data ?? process.env['NEARMOST_DATA'] ?? resolve(import.meta.dirname, '../../shared/data'),
  );
  const { quick } = options;
  const { n, ...figures } = await measureHouse({
    house: await openHouse(1),
    model: found.model,
    data,
    quick,
  });
  return { ...figures, ...(await autoFigures(data, quick)), n };
}
