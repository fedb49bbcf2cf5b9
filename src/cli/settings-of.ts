import type { Settings } from '../contract/index.ts';
import type { Home } from '../store/home.ts';
import { loadSettings } from '../store/settings.ts';
import type { Cli } from './context.ts';

/** The settings that count for a command started here. */
export async function settingsOf(cli: Cli, home: Home): Promise<Settings> {
  return (await loadSettings({ home, cwd: cli.cwd, env: cli.env })).settings;
}
