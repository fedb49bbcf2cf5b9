import { isLive } from '../store/reload-settings.ts';
import { findServer } from './api-find.ts';
import type { Cli } from './context.ts';
import { homeOf } from './home-of.ts';

/** Lets a running server read settings that were just changed, and says what counts from when. */
export async function tellServer(cli: Cli, paths: readonly string[]): Promise<void> {
  const server = await findServer(homeOf(cli), cli.signal);
  if (server === undefined) return;
  const waiting = paths.filter((path) => !isLive(path));
  try {
    await server.post('/admin/reload', {});
  } catch {
    cli.note(`The running server (process ${server.pid}) could not read them; start it again.`);
    return;
  }
  cli.note(
    waiting.length === 0
      ? `The running server (process ${server.pid}) goes by it from now on.`
      : `The running server (process ${server.pid}) goes by ${waiting.join(', ')} when it is started again.`,
  );
}
