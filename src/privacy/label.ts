import { LABELS, type Label, type Settings } from '../contract/index.ts';

const isLabel = (word: string): word is Label => (LABELS as readonly string[]).includes(word);

/**
 * The label of a request's own content: what the caller states, else the app's setting, else the owner's.
 * A word that is no label counts as `secret`: doubt stays on the device.
 */
export function labelOf(stated: string | undefined, app: string, settings: Settings): Label {
  if (stated === undefined) return settings.apps[app]?.label ?? settings.label;
  const word = stated.trim().toLowerCase();
  return isLabel(word) ? word : 'secret';
}

/** Whether content with this label may leave the device as it is. */
export function mayLeave(label: Label): boolean {
  return label === 'public';
}

/** Whether it may leave once personal details were replaced and the owner allows that: never what is secret. */
export function mayLeavePseudonymised(label: Label, allowed: boolean): boolean {
  return label === 'public' || (label === 'personal' && allowed);
}
