import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAnswer } from '../../models/house/answerer.ts';
import type { House, Judged } from '../../models/house/measure.ts';
import { createRuntime } from '../../src/runtime.ts';
import { cleanEnv } from './server.ts';

const SIDE_BY_SIDE = 8;

/** The house model as a user gets it: through the library, with the grammar, the scores and the calibration of the product. */
export async function openHouse(threads: number): Promise<House> {
  const home = mkdtempSync(join(tmpdir(), 'nearmost-house-'));
  const settings = { local: { threads, parallel: SIDE_BY_SIDE } };
  const runtime = await createRuntime(settings, { home, env: cleanEnv(home), cwd: home });
  const ask = async (text: string): Promise<Judged> => {
    const { choices, route } = await runtime.chat({
      model: 'local/house',
      messages: [{ role: 'user', content: text }],
    });
    return { answer: parseAnswer(choices[0]?.text ?? ''), confidence: route.confidence ?? 0 };
  };
  return {
    async answerAll(texts) {
      const replies: Judged[] = [];
      let next = 0;
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async () => {
          for (let at = next++; at < texts.length; at = next++) replies[at] = await ask(texts[at] ?? '');
        }),
      );
      return replies;
    },
    async close() {
      await runtime.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
