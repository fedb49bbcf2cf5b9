import { isRecord, shown, type ImportWorld } from './policy-import.ts';

/** Where one entry of a `model_list` sends requests, or why we cannot. */
export type Destination =
  | { model: string; provider: string; baseUrl?: undefined }
  | { model: string; baseUrl: string; provider?: undefined }
  | { reason: string };

/** LiteLLM's words for providers that come with Nearmost. */
export const PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'google',
  groq: 'groq',
  mistral: 'mistral',
  deepseek: 'deepseek',
  xai: 'xai',
  openrouter: 'openrouter',
  together_ai: 'together',
  cerebras: 'cerebras',
};

/** Words for servers that speak OpenAI's dialect at an address of the owner's; with the address they have by default. */
const SERVERS: Readonly<Record<string, string | undefined>> = {
  ollama: 'http://localhost:11434',
  ollama_chat: 'http://localhost:11434',
  lm_studio: undefined,
  hosted_vllm: undefined,
  llamafile: undefined,
  xinference: undefined,
  openai_like: undefined,
  custom_openai: undefined,
  litellm_proxy: undefined,
  lemonade: undefined,
};
const REFERENCE = /^os\.environ\/(.+)$/;

/** The variable that a value is taken from. */
export const variableOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? REFERENCE.exec(value)?.[1] : undefined;

/** The address, or what is wrong with it. */
function addressOf(value: unknown, env: ImportWorld['env']): { url?: string; reason?: string } {
  if (value === undefined || value === null || value === '') return {};
  const variable = variableOf(value);
  const text = variable === undefined ? value : env[variable];
  if (variable !== undefined && !text)
    return { reason: `its address stands in ${shown(variable)}, which is not set` };
  if (typeof text !== 'string' || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    return { reason: 'its api_base is no address with http:// or https://' };
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '')
    return { reason: 'its api_base holds a user, a password or a query, which may be secrets' };
  return { url: url.href.replace(/\/+$/, '') };
}

/** `openai/gpt-4o` as provider and model; the provider may be named apart. */
function split(
  params: Record<string, unknown>,
  world: ImportWorld,
): { prefix: string; model: string } | undefined {
  const name = params['model'];
  if (typeof name !== 'string' || name === '') return undefined;
  const slash = name.indexOf('/');
  const prefix = slash < 0 ? '' : name.slice(0, slash);
  const apart = params['custom_llm_provider'];
  if (typeof apart === 'string' && apart !== '')
    return { prefix: apart, model: prefix === apart ? name.slice(slash + 1) : name };
  if (Object.hasOwn(PROVIDERS, prefix) || Object.hasOwn(SERVERS, prefix))
    return { prefix, model: name.slice(slash + 1) };
  // Names without a provider mean these two; others depend on tables that we do not have.
  const owner = slash < 0 ? world.providers.find(({ bareNames }) => bareNames.test(name))?.id : undefined;
  return { prefix: owner === 'openai' || owner === 'anthropic' ? owner : prefix, model: name };
}

/** Reads the destination of one entry. An address is never exchanged for another. */
export function destinationOf(params: unknown, world: ImportWorld): Destination {
  if (!isRecord(params)) return { reason: 'it has no litellm_params' };
  const named = split(params, world);
  if (named === undefined) return { reason: 'its litellm_params name no model' };
  const { prefix, model } = named;
  if (model === '' || model.includes('*'))
    return { reason: 'it stands for any model; name each that is meant' };
  const { url, reason } = addressOf(params['api_base'] ?? params['base_url'], world.env);
  if (reason !== undefined) return { reason };
  if (Object.hasOwn(SERVERS, prefix)) {
    const address = url ?? SERVERS[prefix];
    if (address === undefined) return { reason: 'it names no api_base' };
    const root = prefix.startsWith('ollama') && !address.endsWith('/v1') ? `${address}/v1` : address;
    return { model, baseUrl: root };
  }
  const known = world.providers.find(({ id }) => id === PROVIDERS[prefix]);
  if (known === undefined)
    return {
      reason: prefix === '' ? 'its provider is not named' : `there is no provider like ${shown(prefix)} here`,
    };
  const moved = Object.hasOwn(world.configured, known.id) ? world.configured[known.id] : undefined;
  if (url === undefined || new URL(url).origin === new URL(known.baseUrl).origin) {
    if (moved === undefined || new URL(moved).origin === new URL(known.baseUrl).origin)
      return { model, provider: known.id };
    return { reason: `your setting providers.${known.id}.baseUrl leads to another address` };
  }
  if (known.id === 'anthropic')
    return { reason: "another address that speaks Anthropic's dialect cannot be added" };
  return { model, baseUrl: url };
}
