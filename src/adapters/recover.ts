import { serveVersion, type InstallDeps } from './serve.ts';
import { installedNames, readState, withSkill } from './state.ts';

/**
 * Ends what a killed process began: the version that its state names is served. Skills that another process works on, or
 * that cannot be served now, stay as they are.
 * @returns names of the skills that were mended
 */
export async function recoverInstalls(deps: InstallDeps): Promise<string[]> {
  const mended: string[] = [];
  for (const name of installedNames(deps.places))
    try {
      if (!readState(deps.places, name)?.pending) continue;
      await withSkill(deps.places, name, async () => {
        const state = readState(deps.places, name);
        if (!state?.pending) return;
        await serveVersion(deps, state);
        mended.push(name);
      });
    } catch {
      // It is shown as it is; the command that changes it says what is wrong.
    }
  return mended;
}
