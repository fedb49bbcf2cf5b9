import { withLeaf } from '../settings-tree.ts';
import { PROVIDERS } from './litellm-model.ts';
import { isRecord, shown, type PolicyImport } from './policy-import.ts';

/** Keys that were read elsewhere. */
const READ = new Set(['fallbacks']);
/** Our own caps are by the day and by the month of the calendar. */
const PERIODS: Readonly<Record<string, 'dayUsd' | 'monthUsd'>> = {
  '1d': 'dayUsd',
  '24h': 'dayUsd',
  '30d': 'monthUsd',
  '1mo': 'monthUsd',
};

function capOf(limit: unknown, period: unknown): { name: 'dayUsd' | 'monthUsd'; usd: number } | undefined {
  const name = typeof period === 'string' && Object.hasOwn(PERIODS, period) ? PERIODS[period] : undefined;
  return name !== undefined && typeof limit === 'number' && limit >= 0 && Number.isFinite(limit)
    ? { name, usd: limit }
    : undefined;
}

/** Caps and waits of a LiteLLM file; everything else in its sections is named in a warning. */
export function importLimits(
  file: Record<string, unknown>,
  used: ReadonlySet<string>,
  found: PolicyImport,
): void {
  const put = (parts: string[], value: unknown): void => {
    found.settings = withLeaf(found.settings, parts, value);
  };
  const section = (name: string): [string, unknown][] =>
    isRecord(file[name]) ? Object.entries(file[name]) : [];
  const left: string[] = [];

  for (const [name, value] of section('router_settings')) {
    if (READ.has(name)) continue;
    if (name === 'timeout' && isSeconds(value)) put(['router', 'timeoutMs'], Math.round(value * 1000));
    else if (name === 'provider_budget_config' && isRecord(value)) budgets(value, used, found, put);
    else left.push(`router_settings.${shown(name)}`);
  }
  const litellm = Object.fromEntries(section('litellm_settings'));
  const cap = capOf(litellm['max_budget'], litellm['budget_duration']);
  if (cap) put(['budget', cap.name], cap.usd);
  const waits = isRecord(file['router_settings']) && isSeconds(file['router_settings']['timeout']);
  for (const [name, value] of Object.entries(litellm)) {
    if (READ.has(name) || (cap && (name === 'max_budget' || name === 'budget_duration'))) continue;
    if (name === 'request_timeout' && isSeconds(value) && !waits)
      put(['router', 'timeoutMs'], Math.round(value * 1000));
    else left.push(`litellm_settings.${shown(name)}`);
  }
  for (const [name] of section('general_settings')) {
    if (name === 'master_key')
      found.warnings.push('general_settings.master_key: the server here makes its own token.');
    else left.push(`general_settings.${shown(name)}`);
  }
  const variables = section('environment_variables').map(([name]) => shown(name));
  if (variables.length > 0)
    found.warnings.push(
      `environment_variables are not taken over; set them yourself: ${variables.join(', ')}.`,
    );
  if (left.length > 0) found.warnings.push(`These have no equal here and were left out: ${left.join(', ')}.`);
}

/** Seconds that our setting can hold. */
const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0.1 && value <= 3600;

function budgets(
  config: Record<string, unknown>,
  used: ReadonlySet<string>,
  found: PolicyImport,
  put: (parts: string[], value: unknown) => void,
): void {
  for (const [name, entry] of Object.entries(config)) {
    const id = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
    const { budget_limit: limit, time_period: period } = isRecord(entry) ? entry : {};
    const cap = capOf(limit, period);
    if (id !== undefined && used.has(id) && cap) put(['providers', id, 'budget', cap.name], cap.usd);
    else
      found.warnings.push(
        `The budget of ${shown(name)} (${shown(limit)} in ${shown(period)}) is left out: ${
          cap ? 'no model of it was taken over' : 'caps are by the day (1d) or by the month (30d, 1mo)'
        }.`,
      );
  }
}
