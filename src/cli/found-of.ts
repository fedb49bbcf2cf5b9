import { homedir } from 'node:os';
import { findModels, type FoundModel } from '../store/found/find-models.ts';
import { foundPlaces } from '../store/found/places.ts';
import type { ModelStore } from '../store/models.ts';
import type { Cli } from './context.ts';

/** Models that other programs keep on this machine. */
export function foundOf(cli: Cli, models: ModelStore): Promise<FoundModel[]> {
  const home = cli.env['HOME'] || homedir();
  return findModels(foundPlaces({ env: cli.env, home, platform: process.platform }), models.list());
}
