import { NearmostError } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import { filterExamples } from '../filter/filter-examples.ts';
import { fixedPartOf, skillId, skillName } from '../skill-key.ts';
import type { SkillStore } from '../skill-store.ts';
import type { SkillTable } from '../store/skill-table.ts';
import { requestOf } from '../template.ts';
import type { Dataset } from './read-dataset.ts';

export interface ImportDeps {
  readonly store: SkillStore;
  readonly table: SkillTable;
  readonly consents: (app: string) => boolean;
  readonly now: () => number;
}

const sayOf = ({ input, output }: Pick<Example, 'input' | 'output'>): string =>
  JSON.stringify([input, output]);

/** The skill that a dataset belongs to here, by app and template as if its requests had been seen. */
function skillOf({ examples, template, name: told }: Dataset) {
  const app = examples[0]?.app ?? '';
  const part = fixedPartOf(requestOf(template, 'x', ''));
  if (!part)
    throw new NearmostError(
      'invalid_package',
      `The template of ${told ?? 'this skill'} cannot be used: it is no text.`,
    );
  const { prefix, suffix } = template;
  const whole = { ...part.template, prefix, suffix };
  const id = skillId(app, part.key, prefix, suffix);
  return { id, app, key: part.key, template: whole, name: skillName(app, whole) };
}

/**
 * Adds the examples of a dataset to the skill that they belong to, which is made where it is not known. What is here
 * already, secret, or dropped by the filters is left out.
 * @param wanted how the owner named the skill: by the package's name, the exported id, or the id here
 * @throws invalid_request when the folder holds another skill, or its app has no consent
 */
export function importExamples(
  { store, table, consents, now }: ImportDeps,
  wanted: string,
  dataset: Dataset,
): { skill: string; imported: number } {
  const { id, app, ...row } = skillOf(dataset);
  const names = [dataset.name, id].filter((one) => one !== undefined);
  if (
    wanted === '' ||
    !(dataset.name === wanted || id.startsWith(wanted) || dataset.name?.startsWith(wanted))
  )
    throw new NearmostError(
      'invalid_request',
      `These are the examples of ${names.join(', here ')}, not of ${wanted.slice(0, 80)}.`,
      {
        param: 'skill',
        hint: `nearmost learn retarget ${names[0]} --from <folder>`,
      },
    );
  if (!consents(app))
    throw new NearmostError('invalid_request', `Nothing is learned for the app ${app} without consent.`, {
      param: 'app',
      hint: `Give it first: nearmost learn on --app ${app}`,
    });
  const { prefix, suffix, responseFormat } = row.template;
  const here = store.examples(id);
  // Whoever signed a package does not get a say in what was learned here, unless the owner names that very skill.
  if (!id.startsWith(wanted) && here.some(({ provenance }) => provenance !== 'imported'))
    throw new NearmostError(
      'invalid_request',
      `The examples of ${wanted} would join those that ${id} learned from requests of ${app} here.`,
      { param: 'skill', hint: `If they are to: nearmost learn retarget ${id} --from <folder>` },
    );
  const known = new Set(here.map(sayOf));
  const fresh: Example[] = [];
  for (const { input, output, label, teacher, at } of dataset.examples) {
    if (label === 'secret' || input.length < prefix.length + suffix.length) continue;
    if (!input.startsWith(prefix) || !input.endsWith(suffix)) continue;
    const example: Example = {
      id: 0,
      skill: id,
      at: Math.min(at, now()),
      input: input.slice(prefix.length, input.length - suffix.length),
      output,
      label,
      provenance: 'imported',
      teacher,
      requestId: null,
      dropped: null,
    };
    if (known.has(sayOf(example))) continue;
    known.add(sayOf(example));
    fresh.push(example);
  }
  const rules = responseFormat?.type === 'json_schema' ? { schema: responseFormat.schema } : {};
  const kept = new Set(filterExamples([...here, ...fresh], rules).kept);
  const added = fresh.filter((example) => kept.has(example));
  table.add({ id, app, ...row, foundAt: now() });
  for (const example of added) store.add(example);
  if (added.length > 0)
    store.event(id, {
      at: now(),
      type: 'grown',
      words: `${added.length} examples came from ${dataset.name ?? 'a folder'}.`,
    });
  return { skill: id, imported: added.length };
}
