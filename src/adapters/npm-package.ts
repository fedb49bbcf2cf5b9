import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { NearmostError } from '../contract/errors.ts';
import { plainText } from './plain-file.ts';

/** Skills that an npm package ships. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Absolute paths of skill packages. */
  readonly skills: readonly string[];
}

const MOST_BYTES = 2 ** 20;
const MOST_SKILLS = 50;
/** A name as npm takes it; everything else is the path of a folder. */
const NAME = /^(?:@[a-z\d~-][a-z\d._~-]*\/)?[a-z\d~-][a-z\d._~-]*$/;
const shape = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  nearmost: z.looseObject({ skills: z.array(z.string()).min(1).max(MOST_SKILLS) }).optional(),
});

/** The folder of an installed package, looked for upward as Node does. */
function findPackage(name: string, cwd: string): string {
  for (let at = resolve(cwd); ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(at) === at)
      throw new NearmostError('not_found', `The package ${name} is not installed here.`, {
        param: 'package',
        hint: `Install it: npm install ${name}`,
      });
  }
}

/** A path that a package names, which must lead to a folder inside it, links followed. */
function insideOf(folder: string, path: string): string {
  const bad = (why: string): NearmostError =>
    new NearmostError('invalid_package', `${folder} names a skill that cannot be used: ${why}.`, {
      param: 'nearmost.skills',
    });
  const shown = JSON.stringify(path.slice(0, 100));
  if (isAbsolute(path) || /[\\:]/.test(path) || path.split('/').includes('..'))
    throw bad(`${shown} leads out of the package`);
  const full = join(folder, path);
  if (!statSync(full, { throwIfNoEntry: false })?.isDirectory()) throw bad(`there is no folder ${shown}`);
  const real = realpathSync(full);
  const way = relative(folder, real);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw bad(`${shown} is a link out of the package`);
  return real;
}

/**
 * Reads which skills a package ships: `"nearmost": {"skills": ["skills/title"]}` in its `package.json`, each the folder of
 * a signed skill package.
 * @param nameOrFolder a name in `node_modules` of `cwd` or above, or the path of a folder
 * @throws not_found, invalid_package, unsupported when it ships none
 */
export function readNpmPackage(nameOrFolder: string, cwd: string): NpmPackage {
  const isName = NAME.test(nameOrFolder);
  const found = isName ? findPackage(nameOrFolder, cwd) : resolve(cwd, nameOrFolder);
  const file = join(found, 'package.json');
  if (!existsSync(file))
    throw new NearmostError('not_found', `There is no package in ${found}.`, {
      param: 'package',
      hint: 'Name an installed package, or its folder: nearmost add ./package',
    });
  const folder = realpathSync(found);
  let value: unknown;
  try {
    value = JSON.parse(plainText(join(folder, 'package.json'), MOST_BYTES));
  } catch (error) {
    if (NearmostError.isInstance(error)) throw error;
    throw new NearmostError('invalid_package', `${file} is no JSON.`);
  }
  const { data, error } = shape.safeParse(value);
  if (!data)
    throw new NearmostError(
      'invalid_package',
      `${file} is wrong at ${error.issues[0]?.path.join('.') || 'its top'}.`,
    );
  if (!data.nearmost)
    throw new NearmostError('unsupported', `The package ${data.name.slice(0, 100)} ships no skill.`, {
      hint: 'Its package.json would say: "nearmost": {"skills": ["<folder>"]}; see docs/packages.md',
    });
  return {
    name: data.name,
    version: data.version ?? '',
    folder,
    skills: data.nearmost.skills.map((path) => insideOf(folder, path)),
  };
}
