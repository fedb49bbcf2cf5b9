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

/**
 * The caps that hold for a call of an app to a provider: the owner's, the app's, the provider's. Money is no matter for a
 * provider whose price is set to nothing.
 */
export function capsFor(
  { budget, apps, providers }: Pick<Settings, 'budget' | 'apps' | 'providers'>,
  app: string,
  provider: string,
): Cap[] {
  const entry = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  const free = entry?.price?.input === 0 && entry.price.output === 0;
  const scopes: [prefix: string, caps: Partial<Settings['budget']> | undefined, who: Who][] = [
    ['budget', budget, {}],
    [`apps.${app}.budget`, Object.hasOwn(apps, app) ? apps[app]?.budget : undefined, { app }],
    [`providers.${provider}.budget`, entry?.budget, { provider }],
  ];
  return scopes.flatMap(([prefix, caps, who]) =>
    KINDS.flatMap(([key, unit, period]) => {
      const most = caps?.[key];
      return most === undefined || (free && unit === 'usd')
        ? []
        : [{ path: `${prefix}.${key}`, unit, period, most, who }];
    }),
  );
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
