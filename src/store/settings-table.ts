/** One setting, as the schema describes it. A `<name>` in the path stands for any name. */
export interface SettingDescription {
  /** `server.port`, `providers.<name>.key` */
  path: string;
  type: 'text' | 'number' | 'whole number' | 'yes or no' | 'list' | 'choice';
  description: string;
  /** Absent for settings that have none. */
  default?: unknown;
  /** Words of a choice. */
  choices?: string[];
  /** What is accepted, in words: "a whole number from 0 to 65535". */
  range: string;
  /** True for keys: their value is never shown. */
  secret: boolean;
}

/** The part of JSON Schema that settings use. */
interface Node {
  type?: string;
  enum?: string[];
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  format?: string;
  items?: Node;
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
}

const SECRET = /(?:^|\.)key$/;

function numberRange({ type, minimum, maximum, exclusiveMinimum }: Node): string {
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const above = exclusiveMinimum === undefined ? undefined : `above ${exclusiveMinimum}`;
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`;
  if (above !== undefined) return `${kind} ${above}${maximum === undefined ? '' : `, at most ${maximum}`}`;
  return minimum === undefined ? kind : `${kind}, at least ${minimum}`;
}

function typeOf(node: Node): SettingDescription['type'] {
  if (node.enum !== undefined) return 'choice';
  if (node.type === 'integer') return 'whole number';
  if (node.type === 'number') return 'number';
  if (node.type === 'boolean') return 'yes or no';
  return node.type === 'array' ? 'list' : 'text';
}

function rangeOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.join(' | ');
  if (node.type === 'integer' || node.type === 'number') return numberRange(node);
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'array') return 'a list, separated by commas';
  if (node.format === 'uri') return 'an address with http:// or https://';
  return node.minLength === undefined ? 'text' : 'text, not empty';
}

function walk(node: Node, path: string): SettingDescription[] {
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (node.properties !== undefined)
    return Object.entries(node.properties).flatMap(([name, child]) => walk(child, below(name)));
  if (typeof node.additionalProperties === 'object') return walk(node.additionalProperties, below('<name>'));
  return [
    {
      path,
      type: typeOf(node),
      description: node.description ?? '',
      ...(node.default === undefined ? {} : { default: node.default }),
      ...(node.enum === undefined ? {} : { choices: node.enum }),
      range: rangeOf(node),
      secret: SECRET.test(path),
    },
  ];
}

/** Every setting, read from the schema: the words, ranges and defaults stand there and nowhere else. Loads zod. */
export async function describeSettings(): Promise<SettingDescription[]> {
  const [{ z }, { settingsSchema }] = await Promise.all([import('zod'), import('../contract/config.ts')]);
  return walk(z.toJSONSchema(settingsSchema, { io: 'input' }) as Node, '');
}

/**
 * The description that fits a path: `providers.openai.key` fits `providers.<name>.key`. Names of apps may hold dots, so
 * `<name>` takes as many parts as it needs.
 */
export function findSetting(
  path: string,
  table: readonly SettingDescription[],
): { setting: SettingDescription; parts: string[] } | undefined {
  for (const setting of table) {
    const [before, after] = setting.path.split('<name>');
    if (after === undefined) {
      if (setting.path === path) return { setting, parts: path.split('.') };
    } else if (
      before !== undefined &&
      path.startsWith(before) &&
      path.endsWith(after) &&
      path.length > before.length + after.length
    ) {
      const name = path.slice(before.length, path.length - after.length);
      return { setting, parts: [before.slice(0, -1), name, ...after.slice(1).split('.')] };
    }
  }
  return undefined;
}
