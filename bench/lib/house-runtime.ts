import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAnswer } from '../../models/house/answerer.ts';
import type { House, Judged } from '../../models/house/measure.ts';
import { NearmostError, type Runtime } from '../../src/contract/index.ts';
import { createRuntime } from '../../src/runtime.ts';
import { cleanEnv } from './server.ts';

const SIDE_BY_SIDE = 8;
export const HOUSE = 'local/house';

/** The product with nothing but what comes with it, in a state folder of its own. */
export async function openAlone(threads: number): Promise<{ runtime: Runtime; close: () => Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'nearmost-house-'));
  const settings = { local: { threads, parallel: SIDE_BY_SIDE } };
  const runtime = await createRuntime(settings, { home, env: cleanEnv(home), cwd: home });
  return {
    runtime,
    async close() {
      await runtime.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What a model says of a text, and how sure it is; of what nobody would answer the house model's own word. */
export async function askOne(
  runtime: Runtime,
  model: string,
  text: string,
): Promise<Judged & { model: string }> {
  try {
    const { choices, route } = await runtime.chat({ model, messages: [{ role: 'user', content: text }] });
    const answer = parseAnswer(choices[0]?.text ?? '');
    return { answer, confidence: route.confidence ?? 0, model: route.model };
  } catch (error) {
    if (model === HOUSE || !NearmostError.isInstance(error) || error.code !== 'no_candidate') throw error;
    return askOne(runtime, HOUSE, text);
  }
}

/**
 * The house model as a user gets it: through the library, with the grammar, the scores and the calibration of the product.
 * @param model `local/house`: the model itself; `auto`: what the product answers with what comes with it
 */
export async function openHouse(threads: number, model: string = HOUSE): Promise<House> {
  const { runtime, close } = await openAlone(threads);
  return {
    async answerAll(texts) {
      const replies: Judged[] = [];
      let next = 0;
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async () => {
          for (let at = next++; at < texts.length; at = next++)
            replies[at] = await askOne(runtime, model, texts[at] ?? '');
        }),
      );
      return replies;
    },
    close,
  };
}
