import type { Runtime, RuntimeEvent, SettingsInput } from './contract/index.ts';
import { NearmostError } from './contract/index.ts';
import { probeDevice } from './device/probe.ts';
import { openConversations } from './engines/llama-cpp/conversations.ts';
import { createEngines } from './engines/registry.ts';
import { systemClock } from './kit/clock.ts';
import { perTurn } from './kit/per-turn.ts';
import { createSecondOpinions } from './learning/second-opinions.ts';
import { createBudget } from './ledger/budget.ts';
import { giveFeedback } from './ledger/feedback.ts';
import { readJudged, readJudgedInSteps } from './ledger/judged.ts';
import { createMetrics } from './ledger/metrics.ts';
import { createLazyPrices } from './ledger/lazy-prices.ts';
import { PRICE_LIST } from './ledger/prices.ts';
import { createLedger } from './ledger/record.ts';
import { sealLedger } from './ledger/seal.ts';
import { createVerdicts } from './ledger/verdicts.ts';
import { openLearning } from './learning/open-learning.ts';
import { createCores } from './learning/taggers/cores.ts';
import { withTaggers } from './learning/taggers/with-taggers.ts';
import { openPool } from './memory/open-pool.ts';
import { steerModels } from './memory/steer-models.ts';
import { withMixture } from './mixture/mixture.ts';
import { createCrossings } from './privacy/crossings.ts';
import { createEgress } from './privacy/egress.ts';
import { createCalibrations, teaching } from './router/calibration/table.ts';
import { listModels } from './router/list-models.ts';
import { createLocalOptions } from './router/local-options.ts';
import { isNearHost, isNearProvider } from './router/connectivity/near-host.ts';
import { openLink } from './router/connectivity/open-link.ts';
import { watchEgress } from './router/connectivity/watch-egress.ts';
import { cloudHandles } from './router/calls/handles.ts';
import { createHedges } from './router/calls/hedge.ts';
import { createMarket } from './router/market/create-market.ts';
import { marketMetrics } from './router/market/market-metrics.ts';
import { createMarketView } from './router/market/view-market.ts';
import { withProbeBudget } from './router/market/probe.ts';
import { createMarketStore } from './router/market/store.ts';
import type { RouterDeps } from './router/deps.ts';
import { createRouter } from './router/router.ts';
import { createTargets } from './router/targets/targets.ts';
import { openDatabase } from './store/database.ts';
import { EMBEDDED, TAGGER } from './store/embedded.ts';
import { openHome } from './store/home.ts';
import { inspectGguf } from './store/inspect.ts';
import { createModelStore } from './store/models.ts';
import { reloadSettings } from './store/reload-settings.ts';
import { loadSettings } from './store/settings.ts';

export interface RuntimeOptions {
  /** State folder; default `NEARMOST_HOME`, else `~/.nearmost`. */
  home?: string;
  /** Environment for settings and keys; default that of the process. */
  env?: NodeJS.ProcessEnv;
  /** Where the search for `nearmost.config.ts` begins; default the working directory. */
  cwd?: string;
}

/**
 * Opens everything and wires it: settings, store, ledger, engines, providers, router. The server and the command line
 * use the same object.
 * @param config settings that win over files and environment
 * @example
 * const runtime = await createRuntime();
 * const { choices, route } = await runtime.chat({ model: 'auto', messages: [{ role: 'user', content: 'wake me at 6:30' }] });
 * await runtime.close();
 */
export async function createRuntime(
  config: SettingsInput = {},
  options: RuntimeOptions = {},
): Promise<Runtime> {
  const env = options.env ?? process.env;
  const clock = systemClock;
  const home = openHome(options.home ?? env['NEARMOST_HOME']);
  const read = () => loadSettings({ home, cwd: options.cwd ?? process.cwd(), env, flags: config });
  const { settings } = await read();
  const database = openDatabase(home.database, {
    warn: (message) => process.emitWarning(message, 'Nearmost'),
  });
  const ledger = createLedger({ database, clock });
  const trouble = (error: unknown): void =>
    process.emitWarning(NearmostError.from(error).message, 'Nearmost');
  const calibrations = createCalibrations(database, () => clock.now(), trouble);
  const verdicts = createVerdicts(database, () => clock.now());
  const note = teaching(verdicts, ledger, calibrations);
  const metrics = createMetrics();
  const store = await createModelStore({ home, embedded: EMBEDDED, inspect: inspectGguf });
  const conversations = openConversations(home.dir, settings, clock.now());
  const { keep } = conversations;
  const engines = createEngines({ gpu: settings.local.gpu === 'auto', ...(keep ? { keep } : {}) });
  let handles = await cloudHandles(settings.providers, env);
  const link = openLink({
    clock,
    emit: (event) => emit(event),
    isNear: (provider) => isNearProvider(handles, provider),
  });
  const { monitor, room, health } = link;
  const device = await probeDevice(home.dir);

  const listeners = new Set<(event: RuntimeEvent) => void>();
  const emit = (event: RuntimeEvent): void => {
    if (event.type === 'request-end') metrics.observe(event.entry);
    part.observe(event);
    for (const listener of listeners) listener(event);
  };
  const crossings = createCrossings();
  const door = createEgress({
    offline: () => settings.router.offline,
    pseudonymised: () => settings.router.split === 'pseudonymised',
    onConnect: (host, ms) => (isNearHost(host) ? undefined : monitor.connected(ms)),
    onCrossing: crossings.add,
  });
  const { models, threads, budget } = openPool({
    settings,
    device,
    database,
    engineFor: (record) => engines.get(record.engine),
    clock,
    emit,
  });
  const cores = createCores();
  const pool = withTaggers(models, () => store.list().filter(({ engine }) => engine === TAGGER), cores);
  const prices = createLazyPrices(settings.providers, clock);
  const market = createMarket({
    settings,
    clock,
    store: createMarketStore(database, trouble),
    loadPrice: prices.load,
    priceDate: PRICE_LIST.date,
  });
  const option = createLocalOptions({
    wish: { contextSize: settings.local.contextSize, sequences: settings.local.parallel },
    device,
    budget,
    misfit: pool.misfit,
  });
  const part = openLearning({
    database,
    home,
    settings,
    clock,
    store,
    lease: pool.lease,
    threads,
    chat: (request, context) => router.whole({ task: 'chat', request }, context),
    providers: () => handles.map(({ provider }) => provider.id),
    emit,
    judged: note,
    trouble,
    onForget: conversations.forget,
  });
  const isLocal = (name: string): boolean => store.find(name.replace(/^local\//, '')) !== undefined;
  const targets = createTargets({
    settings,
    clock,
    judged: (app) => readJudged(database, app, isLocal, calibrations.value),
    judgedInSteps: (app) => readJudgedInSteps(database, app, isLocal, calibrations.value),
    trouble,
  });
  const sealed = sealLedger(ledger);
  const spending = createBudget({ database, clock, settings: withProbeBudget(settings) });
  const routing: RouterDeps = {
    targets,
    calibrations,
    secondOpinion: createSecondOpinions(trouble, cores),
    settings,
    clock,
    pool,
    health,
    market,
    hedges: createHedges(),
    ledger: sealed,
    budget: spending,
    problem: (id) => store.problems().find((problem) => problem.id === id),
    sealed: sealed.sealed,
    egress: watchEgress(door.egress, monitor),
    takeEgressBytes: crossings.take,
    price: prices.usd,
    skills: part.desk,
    threads,
    locals: perTurn(() => store.list().map(option)),
    handles: () => handles,
    waiting: link,
    emit,
  };
  const router = withMixture(createRouter(routing), { ...routing, budgetBytes: budget });

  void ledger.prune(settings.ledger.retentionDays).catch(() => undefined);

  return {
    settings,
    chat: (request, context = {}) => router.whole({ task: 'chat', request }, context),
    stream: (request, context = {}) => router.stream({ task: 'chat', request }, context, true),
    complete: (request, context = {}) => router.whole({ task: 'complete', request }, context),
    streamCompletion: (request, context = {}) => router.stream({ task: 'complete', request }, context, true),
    embed: (request, context = {}) => router.embed(request, context),
    countTokens: (request, context = {}) => router.countTokens(request, context),
    models: () => listModels(store.list(), handles, settings.providers),
    ...steerModels({ pool, store, budgetBytes: budget }),
    warm: () =>
      void engines.get('llama-cpp').then(
        (engine) => engine.warm(),
        () => undefined,
      ),
    async reload() {
      const changed = reloadSettings(settings, (await read()).settings);
      handles = await cloudHandles(settings.providers, env);
      for (const provider of changed) health.forget(provider);
    },
    entry: (requestId) => ledger.entry(requestId),
    entries: (query) => ledger.entries(query),
    feedback(input) {
      const stored = giveFeedback(ledger, { note }, input);
      targets.changed(stored.app);
      return stored;
    },
    link: monitor.status,
    providers: createMarketView({
      settings,
      env,
      clock,
      market,
      health,
      budget: spending,
      prices: prices.list,
    }),
    async metrics() {
      const states = await pool.states();
      const resident = states.reduce((sum, { memory }) => sum + (memory.residentBytes ?? 0), 0);
      const own = metrics.render({
        running: states.reduce((sum, { active }) => sum + active, 0),
        waiting: pool.waiting(),
        loadedModels: states.length,
        residentBytes: resident,
      });
      return own + marketMetrics(market.rows());
    },
    learning: part.learning,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      room.close();
      await part.close();
      await pool.close();
      await engines.close();
      await door.close();
      market.save();
      await ledger.close();
      database.close();
    },
  };
}
