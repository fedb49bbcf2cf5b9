import { NearmostError, type Settings } from '../contract/index.ts';
import { hasEnded, markOf } from '../kit/process-mark.ts';
import { databaseError, type Database } from '../store/database.ts';
import { allCaps, capsFor, capWords, periodStart, type Cap } from './caps.ts';
import { createSpending, toNanos, total, type Spent, type Who } from './spending.ts';

/** What a call may cost at worst. */
interface Worst {
  app: string;
  provider: string;
  /** US dollars; null: no price is known. */
  usd: number | null;
  /** Read and written. */
  tokens: number;
  /** Milliseconds since 1970 that its row will bear, default now: what waited over midnight is paid from the day before. */
  at?: number;
}

/** Money and tokens set aside for a call. */
export interface Reservation {
  /** Gives it back; to be called when what the call cost is in the ledger, or when it cost nothing. */
  release(): void;
}

/** Hard caps: what a call may cost at worst is set aside before it is sent, so that many at once cannot pass a cap. */
export interface Budget {
  /** Whether any cap holds for such a call; without one nothing has to be set aside. */
  applies(app: string, provider: string): boolean;
  /** Why nothing more may be spent, as far as the ledger tells; undefined: something may. */
  reached(app: string, provider: string): string | undefined;
  /**
   * Sets aside what a call may cost; also between processes of one home, in one step.
   * @throws budget_exceeded when a cap leaves too little, or has to count money of a model without a price
   */
  reserve(worst: Worst): Reservation;
  /** Every cap that is set, and how much of it is used. */
  caps(): CapUse[];
  /** US dollars spent with a provider in this month. */
  monthUsd(provider: string): number;
}

/** A cap, and how much of it is used; in US dollars or tokens. */
export interface CapUse extends Cap {
  /** As the ledger tells. */
  used: number;
  /** Set aside for calls under way. */
  aside: number;
}

const MONTH_MS = 32 * 86_400_000;
const exact = ({ unit, most }: Cap): number => (unit === 'usd' ? toNanos(most) : most);
const used = ({ unit }: Cap, { nanos, tokens }: Spent): number => (unit === 'usd' ? nanos : tokens);
const say = ({ unit }: Cap, amount: number): string =>
  unit === 'usd' ? `$${(amount / 1e9).toFixed(4)}` : `${amount} tokens`;

const refused = (cap: Cap, message: string, hint?: string): NearmostError =>
  new NearmostError('budget_exceeded', message, {
    hint: hint ?? `Raise the cap: nearmost config set ${cap.path} <amount>`,
    param: cap.path,
  });

/** Opens the caps of the settings over the ledger's database. */
export function createBudget({
  database,
  clock,
  settings,
  holder = markOf(process.pid),
}: {
  database: Database;
  clock: { now(): number };
  settings: Pick<Settings, 'budget' | 'apps' | 'providers'>;
  /** Mark of the process that sets aside; what one leaves that was killed is given back. */
  holder?: string;
}): Budget {
  const spending = createSpending(database);
  const aside = database.prepare(
    'SELECT app, provider, sum(nanos) AS nanos, sum(tokens) AS tokens FROM reservations WHERE at >= ? GROUP BY 1, 2',
  );
  const insert = database.prepare(
    'INSERT INTO reservations (at, app, provider, nanos, tokens, holder) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM reservations WHERE id = ?');
  const others = database.prepare('SELECT DISTINCT holder FROM reservations WHERE holder <> ?');
  const removeAll = database.prepare('DELETE FROM reservations WHERE holder = ?');
  database.prepare('DELETE FROM reservations WHERE at < ?').run(clock.now() - MONTH_MS);

  /** Gives back what processes that have ended left; false: nothing. */
  function giveBackOfEnded(): boolean {
    const ended = (others.all(holder) as { holder: string }[]).filter((one) => hasEnded(one.holder));
    for (const one of ended) removeAll.run(one.holder);
    return ended.length > 0;
  }
  giveBackOfEnded();

  const reservedSince = (since: number, who: Who): Spent =>
    total(aside.all(since) as unknown as (Spent & Required<Who>)[], who);

  function check(cap: Cap, at: number, { provider, usd, tokens }: Worst): void {
    if (cap.unit === 'usd' && usd === null)
      throw refused(
        cap,
        `No price is known for this model of ${provider}, so it cannot be held under ${capWords(cap)}.`,
        `State it: nearmost config set providers.${provider}.price.input <US dollars for a million tokens>, and .output`,
      );
    const since = periodStart(cap.period, at);
    const spent = used(cap, spending.since(since, cap.who));
    const underWay = used(cap, reservedSince(since, cap.who));
    const wish = cap.unit === 'usd' ? Math.ceil((usd ?? 0) * 1e9) : tokens;
    const left = exact(cap) - spent - underWay;
    if (wish <= left && left > 0) return;
    const aside = underWay > 0 ? `, ${say(cap, underWay)} set aside for calls under way` : '';
    throw refused(
      cap,
      `${capWords(cap)} leaves ${say(cap, Math.max(0, left))} (${say(cap, spent)} spent${aside}), and this call may take ${say(cap, wish)}.`,
    );
  }

  return {
    applies: (app, provider) => capsFor(settings, app, provider).length > 0,
    reached(app, provider) {
      const now = clock.now();
      for (const cap of capsFor(settings, app, provider)) {
        const spent = used(cap, spending.since(periodStart(cap.period, now), cap.who));
        if (spent >= exact(cap))
          return `${capWords(cap)} is reached (${say(cap, spent)} spent, set by ${cap.path})`;
      }
      return undefined;
    },
    reserve(worst) {
      const { app, provider, usd, tokens, at = clock.now() } = worst;
      const caps = capsFor(settings, app, provider);
      const setAside = (): Reservation => {
        const id = database.transaction(() => {
          for (const cap of caps) check(cap, at, worst);
          return insert.run(Math.round(at), app, provider, Math.ceil((usd ?? 0) * 1e9), tokens, holder)
            .lastInsertRowid;
        });
        return { release: () => void remove.run(id) };
      };
      try {
        return setAside();
      } catch (error) {
        if (!NearmostError.isInstance(error)) throw databaseError(error, database.file);
        if (error.code === 'budget_exceeded' && giveBackOfEnded()) return setAside();
        throw error;
      }
    },
    caps() {
      const now = clock.now();
      return allCaps(settings).map((cap) => {
        const since = periodStart(cap.period, now);
        const plain = (spent: Spent): number => used(cap, spent) / (cap.unit === 'usd' ? 1e9 : 1);
        return {
          ...cap,
          used: plain(spending.since(since, cap.who)),
          aside: plain(reservedSince(since, cap.who)),
        };
      });
    },
    monthUsd: (provider) => spending.since(periodStart('month', clock.now()), { provider }).nanos / 1e9,
  };
}
