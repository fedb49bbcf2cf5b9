import type { Settings } from '../contract/index.ts';
import type { Who } from './spending.ts';

/** One hard cap that holds for a call. */
export interface Cap {
  /** The setting, as `nearmost config set` takes it. */
  path: string;
  unit: 'usd' | 'tokens';
  period: 'day' | 'month';
  most: number;
  /** Whose spending counts. */
  who: Who;
}

const KINDS = [
  ['dayUsd', 'usd', 'day'],
  ['monthUsd', 'usd', 'month'],
  ['dayTokens', 'tokens', 'day'],
  ['monthTokens', 'tokens', 'month'],
] as const;

type Caps = Partial<Settings['budget']> | undefined;
type Stated = Pick<Settings, 'budget' | 'apps' | 'providers'>;

/** Asked several times for every request, and nearly always there are none. */
function capsIn(prefix: string, caps: Caps, who: Who): Cap[] {
  if (!caps) return [];
  const found: Cap[] = [];
  for (const [key, unit, period] of KINDS) {
    const most = caps[key];
    if (most !== undefined) found.push({ path: `${prefix}.${key}`, unit, period, most, who });
  }
  return found;
}

const capsOfApp = ({ apps }: Stated, app: string): Cap[] =>
  capsIn(`apps.${app}.budget`, Object.hasOwn(apps, app) ? apps[app]?.budget : undefined, { app });

const capsOfProvider = ({ providers }: Stated, provider: string): Cap[] =>
  capsIn(
    `providers.${provider}.budget`,
    Object.hasOwn(providers, provider) ? providers[provider]?.budget : undefined,
    { provider },
  );

/**
 * The caps that hold for a call of an app to a provider: the owner's, the app's, the provider's. Money is no matter for a
 * provider whose price is set to nothing.
 */
export function capsFor(settings: Stated, app: string, provider: string): Cap[] {
  const { providers } = settings;
  const price = Object.hasOwn(providers, provider) ? providers[provider]?.price : undefined;
  const free = price?.input === 0 && price.output === 0;
  const caps = capsIn('budget', settings.budget, {});
  caps.push(...capsOfApp(settings, app), ...capsOfProvider(settings, provider));
  return free ? caps.filter(({ unit }) => unit !== 'usd') : caps;
}

/** Every cap that is set. */
export function allCaps(settings: Stated): Cap[] {
  return [
    ...capsIn('budget', settings.budget, {}),
    ...Object.keys(settings.apps).flatMap((app) => capsOfApp(settings, app)),
    ...Object.keys(settings.providers).flatMap((provider) => capsOfProvider(settings, provider)),
  ];
}

/** Start of the local day or month that `now` lies in, in milliseconds since 1970. */
export function periodStart(period: Cap['period'], now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), period === 'day' ? date.getDate() : 1).getTime();
}

/** "the cap of $5 a day of app mail" */
export function capWords({ unit, period, most, who }: Cap): string {
  const amount = unit === 'usd' ? `$${most}` : `${most} tokens`;
  const of =
    who.app !== undefined ? ` of app ${who.app}` : who.provider === undefined ? '' : ` with ${who.provider}`;
  return `the cap of ${amount} a ${period}${of}`;
}
