import { SKILL_NAME } from '../../adapters/skill-name.ts';
import { VERSION } from '../../adapters/version.ts';

/** `acme.title` or `acme.title@1.0.0`. @throws Error in words for people */
export function nameAndVersion(text: string): { name: string; version?: string } {
  const [name = '', version, more] = text.split('@');
  if (!SKILL_NAME.test(name) || more !== undefined)
    throw new Error('A skill is named like acme.title, with a version acme.title@1.0.0.');
  if (version === undefined) return { name };
  if (!VERSION.test(version)) throw new Error('A version is three numbers: 1.0.0.');
  return { name, version };
}
