import { NearmostError } from '../../contract/errors.ts';
import { withLeaf } from '../settings-tree.ts';
import { importLimits } from './litellm-limits.ts';
import { destinationOf, variableOf } from './litellm-model.ts';
import { isRecord, shown, textsOf, type ImportWorld, type PolicyImport } from './policy-import.ts';
import { providerId } from './provider-id.ts';

const SECTIONS = new Set([
  'model_list',
  'litellm_settings',
  'router_settings',
  'general_settings',
  'environment_variables',
]);
const READ = new Set(['model', 'api_base', 'base_url', 'api_key', 'custom_llm_provider']);

/** What people write where no key is needed. */
const NO_KEY = /^(?:none|null|empty|ollama|-)?$/i;

/** One entry that can be asked here. */
interface Target {
  group: string;
  /** `<provider>/<model>` */
  name: string;
  chat: boolean;
}

function readEntries(list: readonly unknown[], world: ImportWorld, found: PolicyImport): Target[] {
  const taken = new Map(world.providers.map(({ id, baseUrl }) => [id, baseUrl]));
  for (const [id, address] of Object.entries(world.configured)) taken.set(id, address.replace(/\/+$/, ''));
  const told = new Set<string>();
  return list.flatMap((entry, at): Target[] => {
    const {
      model_name: group = '',
      litellm_params: params,
      model_info: info,
      ...more
    } = isRecord(entry) ? entry : {};
    const where = `model_list[${at}] (${shown(group)})`;
    const place = destinationOf(params, world);
    if ('reason' in place) {
      found.warnings.push(`${where} is left out: ${place.reason}.`);
      return [];
    }
    const id = place.provider ?? providerId(place.baseUrl, taken);
    const provider = world.providers.find((one) => one.id === id);
    if (place.baseUrl !== undefined)
      found.settings = withLeaf(found.settings, ['providers', id, 'baseUrl'], place.baseUrl);
    const { api_key: key } = params as Record<string, unknown>;
    const words = keyWords(key, id, provider?.keyEnv ?? []);
    if (words !== undefined && !told.has(`${id} ${words}`)) found.keys.push({ provider: id, words });
    told.add(`${id} ${words}`);
    const extra = [
      ...Object.keys(params as object)
        .filter((name) => !READ.has(name))
        .map((name) => `litellm_params.${shown(name)}`),
      ...(isRecord(info) ? Object.keys(info).filter((name) => name !== 'mode' && name !== 'id') : []).map(
        (name) => `model_info.${shown(name)}`,
      ),
      ...Object.keys(more).map(shown),
    ];
    if (extra.length > 0) found.warnings.push(`${where}: not taken over: ${extra.join(', ')}.`);
    const mode = isRecord(info) ? (info['mode'] ?? 'chat') : 'chat';
    const chat = mode === 'chat' || mode === 'completion' || mode === 'responses';
    const name = `${id}/${place.model}`;
    if (!chat)
      found.warnings.push(`${where} is of mode ${shown(mode)}: it is asked by its name, never under auto.`);
    return [{ group: shown(group), name, chat }];
  });
}

/** What the owner has to do for a key. A key itself is never repeated. */
function keyWords(key: unknown, id: string, variables: readonly string[]): string | undefined {
  const variable = variableOf(key);
  if (variable !== undefined && variables.includes(variable)) return `is read from ${variable}, as before`;
  if (variable !== undefined && /^\w+$/.test(variable))
    return `stands in ${variable}: printenv ${variable} | nearmost keys add ${id} --key-stdin`;
  if (key === undefined || key === null || (typeof key === 'string' && NO_KEY.test(key)))
    return variables[0] === undefined ? undefined : `is read from ${variables.join(' or ')}`;
  return `stands in the file and is not taken over: nearmost keys add ${id}`;
}

/** Groups and those that stand in for them: `[{ a: ['b'] }]`. */
function fallbacksOf(value: unknown, warnings: string[]): Map<string, string[]> {
  const pairs = Array.isArray(value)
    ? value.flatMap((one) => (isRecord(one) ? Object.entries(one) : []))
    : [];
  const map = new Map<string, string[]>();
  for (const [group, others] of pairs) {
    const names = textsOf(others);
    if (names) map.set(shown(group), names.map(shown));
    else warnings.push(`fallbacks of ${shown(group)}: not taken over, they are no list of names.`);
  }
  return map;
}

/** The order of preference: as in the file, each group followed by those that stand in for it. */
function orderOf(targets: readonly Target[], fallbacks: Map<string, string[]>, warnings: string[]): string[] {
  const order = new Set<string>();
  const seen = new Set<string>();
  const groups = new Set(targets.map(({ group }) => group));
  const visit = (group: string): void => {
    if (seen.has(group)) return;
    seen.add(group);
    if (!groups.has(group))
      warnings.push(`fallbacks name ${group}, which is not in model_list or was left out.`);
    for (const target of targets) if (target.group === group && target.chat) order.add(target.name);
    for (const next of fallbacks.get(group) ?? []) visit(next);
  };
  for (const group of groups) visit(group);
  return [...order];
}

/**
 * What a LiteLLM configuration with a `model_list` means here.
 * @throws NearmostError config_invalid when it is none
 */
export function importLitellm(file: Record<string, unknown>, world: ImportWorld): PolicyImport {
  const list = file['model_list'];
  if (!Array.isArray(list))
    throw new NearmostError('config_invalid', 'The "model_list" of this file is no list.', {
      param: 'model_list',
    });
  const found: PolicyImport = { format: 'litellm', settings: {}, keys: [], names: [], warnings: [] };
  for (const section of Object.keys(file).filter((name) => !SECTIONS.has(name)))
    found.warnings.push(`${shown(section)} is not known and was left out.`);
  const targets = readEntries(list, world, found);
  const router = isRecord(file['router_settings']) ? file['router_settings'] : {};
  const litellm = isRecord(file['litellm_settings']) ? file['litellm_settings'] : {};
  const fallbacks = fallbacksOf(router['fallbacks'] ?? litellm['fallbacks'], found.warnings);
  const order = orderOf(targets, fallbacks, found.warnings);
  if (order.length > 0) found.settings = withLeaf(found.settings, ['router', 'cloud'], order);
  importLimits(file, new Set(targets.map(({ name }) => name.split('/')[0] ?? '')), found);
  for (const group of new Set(targets.map((target) => target.group))) {
    const [first, ...others] = targets.filter((target) => target.group === group);
    if (first !== undefined && first.name !== group) found.names.push({ from: group, to: first.name });
    if (others.length > 0)
      found.warnings.push(
        `${group} is spread over ${others.length + 1} deployments; here they are asked in the order of router.cloud.`,
      );
  }
  return found;
}
