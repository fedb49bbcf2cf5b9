import { NearmostError } from '../contract/errors.ts';
import { serveVersion, type InstallDeps } from './serve.ts';
import { readState, withSkill } from './state.ts';

/** What is said of a skill that is not here. */
export const notInstalled = (name: string): NearmostError =>
  new NearmostError('not_found', `No skill ${name} is installed.`, {
    param: 'name',
    hint: 'See what is installed: nearmost skill list',
  });

/**
 * Serves the version that was installed before, without the network. Updates leave the one turned back from out; a newer
 * one is taken again.
 * @throws not_found, invalid_request when there is none before it
 */
export function rollbackPackage(
  deps: InstallDeps,
  name: string,
): Promise<{ name: string; from: string; to: string; model: string }> {
  return withSkill(deps.places, name, async () => {
    const state = readState(deps.places, name);
    if (!state) throw notInstalled(name);
    const at = state.versions.findIndex(({ version }) => version === state.current);
    const before = state.versions[at - 1];
    if (!before)
      throw new NearmostError(
        'invalid_request',
        `No version of ${name} was installed before ${state.current}.`,
        {
          hint: `Take a certain one: nearmost skill pull ${name}@<version>. Or remove it: nearmost skill remove ${name}`,
        },
      );
    const skipped = [...new Set([...state.skipped, state.current])];
    await serveVersion(deps, { ...state, current: before.version, skipped });
    return { name, from: state.current, to: before.version, model: before.model };
  });
}
