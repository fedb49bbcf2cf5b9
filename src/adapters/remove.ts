import { packageSource } from '../store/place-adapter.ts';
import { dropFiles, filesOfVersions, type InstallDeps } from './serve.ts';
import { readState, removeState, withSkill, type SkillState } from './state.ts';

/** What is installed; nothing where that is damaged: then the file itself goes, and the model that says it came from there. */
function stateOf(places: InstallDeps['places'], name: string): SkillState | undefined {
  try {
    return readState(places, name);
  } catch {
    return undefined;
  }
}

/**
 * Forgets an installed skill with all its versions. What is damaged is forgotten too.
 * @param removeModel forgets a model by its id; called for each name that the skill served under
 */
export function removePackage(
  deps: Pick<InstallDeps, 'home' | 'places' | 'records'>,
  name: string,
  removeModel: (id: string) => void,
): Promise<void> {
  const { places, records } = deps;
  return withSkill(places, name, async () => {
    const { versions = [] } = stateOf(places, name) ?? {};
    const served = records().filter(({ source }) => source === packageSource(name));
    for (const id of new Set([...versions.map(({ model }) => model), ...served.map((one) => one.id)]))
      removeModel(id);
    removeState(places, name);
    dropFiles(deps, filesOfVersions(versions));
  });
}
