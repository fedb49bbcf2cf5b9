import { openHome, type Home } from '../store/home.ts';
import type { Cli } from './context.ts';

/** The state folder that a command works on. */
export function homeOf(cli: Cli): Home {
  return openHome(cli.env['NEARMOST_HOME'] || undefined);
}
