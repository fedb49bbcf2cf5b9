import type { Settings } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** An address without its user, password and query, where keys may hide. */
function bareAddress(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** The settings that may be shown: no key, no path. */
function shownSettings({
  label,
  server,
  router,
  local,
  budget,
  pull,
  ledger,
  providers,
  apps,
}: Settings): object {
  return {
    label,
    server,
    router,
    local,
    budget,
    pull: { hub: bareAddress(pull.hub) },
    ledger,
    apps,
    providers: Object.fromEntries(
      Object.entries(providers).map(([id, { key, baseUrl, model, enabled }]) => [
        id,
        {
          enabled,
          hasKey: key !== undefined,
          ...(baseUrl === undefined ? {} : { baseUrl: bareAddress(baseUrl) }),
          ...(model === undefined ? {} : { model }),
        },
      ]),
    ),
  };
}

/** `GET /admin/status` */
export const adminStatus: Handler = async (exchange) => {
  const { server } = exchange;
  const { runtime, clock, startedAt, version, url, settings, control } = server;
  sendJson(exchange, 200, {
    server: 'nearmost',
    version,
    url,
    pid: process.pid,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    startedAt,
    uptimeS: Math.round((clock.now() - startedAt) / 1000),
    stopping: server.stopping.aborted,
    link: runtime.link(),
    settings: shownSettings(settings),
    ...(control.status ? { more: await control.status() } : {}),
  });
};
