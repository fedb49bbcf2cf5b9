import { NearmostError } from '../../contract/errors.ts';
import { withLeaf } from '../settings-tree.ts';
import { isRecord, shown, textsOf, type ImportWorld, type PolicyImport } from './policy-import.ts';

const ROOT = new Set(['version', 'model_name', 'recipe', 'components', 'models', 'routing']);
const ROUTING = new Set(['candidates', 'default_model', 'router', 'classifiers', 'rules']);
const RULE = new Set(['id', 'match', 'route_to', 'outputs']);

const invalid = (message: string, param: string): NearmostError =>
  new NearmostError('config_invalid', message, {
    param,
    hint: 'Correct the file; the form is collection.router, version "1".',
  });

type Candidate =
  | { kind: 'local'; name: string }
  | { kind: 'cloud'; name: string; /** `<provider>/<model>`; absent: no provider of ours. */ to?: string };

/** Names of cloud models begin with their provider: `groq.llama`, and only they are in small letters up to the dot. */
function candidateOf(name: string, cloud: ReadonlySet<string>, world: ImportWorld): Candidate {
  const [, provider = '', model = ''] = /^([a-z][a-z_-]*)\.(.+)$/.exec(name) ?? [];
  if (provider === 'user' || provider === 'extra' || (provider === '' && !cloud.has(name)))
    return { kind: 'local', name };
  // An address of the owner's under that name would lead elsewhere than the policy did, unless it is the provider's own.
  const known = world.providers.find(
    ({ id, baseUrl }) => id === provider && (world.configured[id] ?? baseUrl) === baseUrl,
  );
  return known ? { kind: 'cloud', name, to: `${known.id}/${model}` } : { kind: 'cloud', name };
}

/** The models that the file itself calls cloud models. */
function cloudNames(models: unknown): Set<string> {
  const entries = Array.isArray(models) ? models.filter(isRecord) : [];
  const names = entries.flatMap(({ recipe, model_name: name, id }) =>
    recipe === 'cloud' ? [name ?? id] : [],
  );
  return new Set(names.filter((name) => typeof name === 'string'));
}

const unknownKeys = (value: Record<string, unknown>, known: ReadonlySet<string>, where: string): string[] =>
  Object.keys(value)
    .filter((key) => !known.has(key))
    .map((key) => `${where}${shown(key)} is not known and was left out.`);

function readRules(rules: unknown, byName: ReadonlyMap<string, Candidate>, found: PolicyImport): boolean {
  if (rules === undefined) return false;
  if (!Array.isArray(rules)) throw invalid('The rules of this policy are no list.', 'routing.rules');
  let keeps = false;
  for (const [at, rule] of rules.entries()) {
    const where = `routing.rules[${at}]`;
    if (!isRecord(rule)) throw invalid(`${where} is no object.`, where);
    found.warnings.push(...unknownKeys(rule, RULE, `${where}.`));
    const to = typeof rule['route_to'] === 'string' ? byName.get(rule['route_to']) : undefined;
    if (to === undefined)
      throw invalid(`${where} leads to no candidate of this policy.`, `${where}.route_to`);
    if (to.kind === 'local') keeps = true;
    found.warnings.push(
      `Rule ${shown(rule['id'] ?? at)} (to ${shown(to.name)}) has no equal and was left out: here the local answer is read, and handed over when it is not good enough.`,
    );
  }
  return keeps;
}

/**
 * What a Lemonade policy (`collection.router`) means here. Its rules have no equal; whatever they keep on the device is
 * kept there by the label.
 * @throws NearmostError config_invalid when it is none, or contradicts itself
 */
export function importLemonade(file: Record<string, unknown>, world: ImportWorld): PolicyImport {
  const { routing } = file;
  if (file['version'] !== '1') throw invalid('The policy is not of version "1".', 'version');
  if (!isRecord(routing)) throw invalid('The policy has no "routing".', 'routing');
  const names = textsOf(routing['candidates']);
  if (!names?.length) throw invalid('The policy has no list of candidates.', 'routing.candidates');
  const fallback = routing['default_model'];
  if (typeof fallback !== 'string' || !names.includes(fallback))
    throw invalid('The default model is none of the candidates.', 'routing.default_model');

  const found: PolicyImport = { format: 'lemonade', settings: {}, keys: [], names: [], warnings: [] };
  found.warnings.push(...unknownKeys(file, ROOT, ''), ...unknownKeys(routing, ROUTING, 'routing.'));
  const cloud = cloudNames(file['models']);
  const candidates = [fallback, ...names.filter((name) => name !== fallback)].map((name) =>
    candidateOf(name, cloud, world),
  );
  const order: string[] = [];
  for (const candidate of candidates) {
    const said = shown(candidate.name);
    if (candidate.kind === 'local') {
      const id = world.localModels.find((one) => one.toLowerCase() === candidate.name.toLowerCase());
      if (id !== undefined) found.names.push({ from: said, to: `local/${id}` });
      else found.warnings.push(`${said} is not on this device; find it or one like it: nearmost fits`);
      if (candidate.name === fallback && id !== undefined)
        found.settings = withLeaf(found.settings, ['local', 'model'], id);
    } else if (candidate.to === undefined)
      found.warnings.push(
        `${said} is left out: no provider here has that name. With its address: nearmost keys add <name> --base-url <url>`,
      );
    else {
      const { to } = candidate;
      order.push(to);
      found.names.push({ from: said, to });
      const provider = world.providers.find(({ id }) => to.startsWith(`${id}/`));
      if (provider && !found.keys.some((one) => one.provider === provider.id))
        found.keys.push({ provider: provider.id, words: `is read from ${provider.keyEnv.join(' or ')}` });
    }
  }
  if (order.length > 0) found.settings = withLeaf(found.settings, ['router', 'cloud'], order);
  readDecisions(routing, candidates, fallback, found);
  const called = file['model_name'];
  if (typeof called === 'string') found.names.unshift({ from: shown(called), to: 'auto' });
  return found;
}

/** Everything of the policy that decides; here other things do. */
function readDecisions(
  routing: Record<string, unknown>,
  candidates: readonly Candidate[],
  fallback: string,
  found: PolicyImport,
): void {
  const byName = new Map(candidates.map((one) => [one.name, one]));
  const keeps = readRules(routing['rules'], byName, found) || routing['router'] !== undefined;
  if (routing['router'] !== undefined)
    found.warnings.push('routing.router has no equal and was left out: no model chooses the model here.');
  if (routing['classifiers'] !== undefined)
    found.warnings.push('routing.classifiers have no equal and were left out.');
  if (byName.get(fallback)?.kind === 'cloud')
    found.warnings.push(
      `The default ${shown(fallback)} is a cloud model; here the nearest model that can do it answers first. An app that wants it always asks for it by name.`,
    );
  if (!candidates.some(({ kind }) => kind === 'cloud') || !keeps) return;
  found.settings = withLeaf(found.settings, ['label'], 'personal');
  found.warnings.push(
    'Some rules keep requests on the device. Here the label does: label is set to personal, so only requests that say x-nearmost-label: public may leave, or whose app has that label in your settings.',
  );
}
