import { dropVersions, type InstallDeps } from './serve.ts';
import { readState, removeState, withSkill, type SkillState } from './state.ts';

/**
 * Forgets an installed skill with all its versions. What is damaged is forgotten too.
 * @param removeModel forgets a model by its id; called for each name that the skill served under
 */
export function removePackage(
  deps: Pick<InstallDeps, 'home' | 'places'>,
  name: string,
  removeModel: (id: string) => void,
): Promise<void> {
  return withSkill(deps.places, name, async () => {
    let state: SkillState | undefined;
    try {
      state = readState(deps.places, name);
    } catch {
      state = undefined; // damaged: only the file itself can go
    }
    for (const id of new Set(state?.versions.map(({ model }) => model))) removeModel(id);
    removeState(deps.places, name);
    dropVersions(deps, state?.versions ?? []);
  });
}
