import type { Health } from '../calls/health.ts';
import type { Monitor } from './monitor.ts';

/**
 * The breaker of providers, with the link before it: while the way out is gone nobody beyond it is asked, except by one
 * call that finds out.
 * @param isNear whether a provider is within the own network
 */
export function linkHealth(health: Health, monitor: Monitor, isNear: (provider: string) => boolean): Health {
  return {
    resting: (provider, model) =>
      (isNear(provider) ? undefined : monitor.obstacle()) ?? health.resting(provider, model),
    silence: health.silence,
    breaker: health.breaker,
    forget: health.forget,
    begin(provider, model, patienceMs, wish) {
      const ticket = health.begin(provider, model, patienceMs, wish);
      if (!ticket || isNear(provider)) return ticket;
      if (wish === 'named' || monitor.admit())
        return {
          ...ticket,
          // that nobody can be reached is no fault of this provider
          failed: (error) => (monitor.retryInMs() === undefined ? ticket.failed(error) : ticket.dropped()),
        };
      ticket.dropped();
      return undefined;
    },
  };
}
