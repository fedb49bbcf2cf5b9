import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ortTrainer } from '../../src/learning/trainer/ort-trainer.ts';
import { createRandom } from '../../src/kit/random.ts';
import { tinyJob } from '../../src/learning/trainer/testing/tiny-job.ts';

/** What came of a training that was killed again and again. */
export interface Kills {
  readonly kills: number;
  /** Adapters that were finished in between. */
  readonly finished: number;
  /** Whether each of them is that of an undisturbed run, bit by bit. */
  readonly identical: boolean;
}

/** Kills the process of a tiny training with SIGKILL at `count` random points, each time letting the next go on. */
export async function killTrainings(count: number): Promise<Kills> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-kills-'));
  try {
    const job = { ...tinyJob(folder, { texts: 40, settings: { epochs: 16 } }), threads: 2 };
    const undisturbed = await ortTrainer().train({ ...job, out: join(folder, 'undisturbed.gguf') });
    const random = createRandom(1);
    let kills = 0;
    let finished = 0;
    let identical = true;
    while (kills < count || finished === 0) {
      let pid = 0;
      let left = kills < count ? Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
      let due = false;
      const kill = (): void => {
        due = true;
        process.kill(pid, 'SIGKILL');
      };
      const trainer = ortTrainer({ checkpointSeconds: 0, onStart: (id) => (pid = id) });
      const training = trainer.train(job, {
        // between two steps, within one, while its checkpoint is written
        onProgress: () => {
          if (left-- === 0) setTimeout(kill, random() * 8);
        },
      });
      try {
        identical &&= (await training).adapter.sha256 === undisturbed.adapter.sha256;
        finished++;
      } catch (error) {
        if (!due) throw error;
        kills++;
      }
    }
    return { kills, finished, identical };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
