import { execFile } from 'node:child_process';
import type { Metered } from '../contract/index.ts';

/** Runs a program of the system and gives what it says; rejects when there is none. */
type Ask = (program: string, args: readonly string[]) => Promise<string>;

const unknown = (source: string): Metered => ({ metered: 'unknown', source });

/** NetworkManager's word: 1 yes, 2 no, 3 and 4 the same as a guess. */
export function linuxMetered(words: string): Metered {
  const value = /^u\s+(\d)/.exec(words.trim())?.[1];
  if (value === '1' || value === '3')
    return { metered: 'yes', source: `NetworkManager${value === '3' ? ' (a guess)' : ''}` };
  if (value === '2' || value === '4')
    return { metered: 'no', source: `NetworkManager${value === '4' ? ' (a guess)' : ''}` };
  return unknown('NetworkManager does not know');
}

/** Windows' cost of the connection: `Unrestricted`, `Fixed` or `Variable`. */
export function windowsMetered(words: string): Metered {
  const cost = words.trim();
  if (cost === 'Unrestricted') return { metered: 'no', source: 'Windows' };
  if (cost === 'Fixed' || cost === 'Variable') return { metered: 'yes', source: 'Windows' };
  return unknown('Windows does not know');
}

const NETWORK_MANAGER = 'org.freedesktop.NetworkManager';
const BUS = [
  'get-property',
  NETWORK_MANAGER,
  '/org/freedesktop/NetworkManager',
  NETWORK_MANAGER,
  'Metered',
] as const;
const POWERSHELL =
  '[void][Windows.Networking.Connectivity.NetworkInformation,Windows,ContentType=WindowsRuntime]; ' +
  '[Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType';

const ask: Ask = (program, args) =>
  new Promise((done, fail) => {
    execFile(program, args, { timeout: 5000, windowsHide: true }, (error, stdout) =>
      error ? fail(error) : done(stdout),
    );
  });

/**
 * Whether the system says that this link is metered. Takes some milliseconds (Windows: a second), opens no connection, never
 * throws; macOS tells no program that is not signed for it.
 */
export async function readMetered(platform: NodeJS.Platform = process.platform, run = ask): Promise<Metered> {
  try {
    if (platform === 'linux') return linuxMetered(await run('busctl', BUS));
    if (platform === 'win32')
      return windowsMetered(
        await run('powershell', ['-NoProfile', '-NonInteractive', '-Command', POWERSHELL]),
      );
  } catch {
    return unknown('this system does not tell');
  }
  return unknown('this system does not tell');
}
