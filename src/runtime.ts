import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type {
  LedgerEntry,
  LoadedModelState,
  ModelRecord,
  Runtime,
  RuntimeEvent,
  SettingsInput,
} from './contract/index.ts';
import { openPlaces } from './adapters/places.ts';
import { NearmostError } from './contract/index.ts';
import { freeMemory } from './device/free-memory.ts';
import { probeDevice, readPower } from './device/probe.ts';
import { keepPlace } from './engines/llama-cpp/keep-place.ts';
import { forgetKept, pruneKept } from './engines/llama-cpp/kept-files.ts';
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
import { createVerdicts } from './ledger/verdicts.ts';
import { createAdapters } from './learning/adapters.ts';
import { createAside } from './learning/aside/train-aside.ts';
import { createLearning } from './learning/learning.ts';
import { quickTrainers } from './learning/students/quick-trainers.ts';
import { createCores } from './learning/taggers/cores.ts';
import { withTaggers } from './learning/taggers/with-taggers.ts';
import { termsOf, termsOfLocal } from './learning/teacher/terms.ts';
import { budgetBytes } from './memory/budget.ts';
import { createFootprints } from './memory/footprints.ts';
import { createPool } from './memory/pool.ts';
import { readHeld } from './memory/read-held.ts';
import { defaultThreads } from './memory/thread-budget.ts';
import { withMixture } from './mixture/mixture.ts';
import { createEgress } from './privacy/egress.ts';
import { createCalibrations, teaching } from './router/calibration/table.ts';
import { listModels } from './router/list-models.ts';
import { createLocalOptions } from './router/local-options.ts';
import { linkHealth } from './router/connectivity/link-health.ts';
import { createMonitor } from './router/connectivity/monitor.ts';
import { isNearHost, isNearProvider } from './router/connectivity/near-host.ts';
import { createWaitingRoom } from './router/connectivity/waiting-room.ts';
import { watchEgress } from './router/connectivity/watch-egress.ts';
import { cloudHandles } from './router/calls/handles.ts';
import { createHealth } from './router/calls/health.ts';
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
import { readSizes } from './store/read-sizes.ts';
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

const DAY_MS = 86_400_000;
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
  const kept = join(home.dir, 'cache', 'conversations');
  const keep = keepPlace(kept, settings);
  if (keep) pruneKept(kept, keep.maxAgeMs, clock.now());
  else rmSync(kept, { recursive: true, force: true });
  const engines = createEngines({ gpu: settings.local.gpu === 'auto', ...(keep ? { keep } : {}) });
  let handles = await cloudHandles(settings.providers, env);
  const link = createMonitor(clock, (status) => {
    emit({ type: 'link', status, at: clock.now() });
    room.look();
  });
  const room = createWaitingRoom(clock, link);
  const health = linkHealth(createHealth(clock), link, (provider) => isNearProvider(handles, provider));
  const device = await probeDevice(home.dir);
  const { local } = settings;

  const listeners = new Set<(event: RuntimeEvent) => void>();
  const emit = (event: RuntimeEvent): void => {
    if (event.type === 'request-end') metrics.observe(event.entry);
    adapters.observe(event);
    for (const listener of listeners) listener(event);
  };
  const crossed = new Map<string, number>();
  const door = createEgress({
    offline: () => settings.router.offline,
    pseudonymised: () => settings.router.split === 'pseudonymised',
    onConnect: (host, ms) => (isNearHost(host) ? undefined : link.connected(ms)),
    onCrossing: ({ requestId, bytes }) => crossed.set(requestId, (crossed.get(requestId) ?? 0) + bytes),
  });
  const threads = local.threads || defaultThreads(device.cores);
  const budget = budgetBytes(settings.memory.budget, device.memory.totalBytes);
  const models = createPool({
    engineFor: (record) => engines.get(record.engine),
    threads,
    contextSize: local.contextSize,
    parallel: local.parallel,
    maxLoaded: local.maxLoaded,
    idleMs: local.idleUnloadS * 1000,
    budgetBytes: budget,
    freeBytes: freeMemory,
    footprints: createFootprints({
      database,
      clock,
      sizesOf: (path) => readSizes(path, device.simd),
    }),
    readHeld,
    pinned: settings.memory.pinned,
    bridgeSeconds: settings.memory.bridgeSeconds,
    bridgeShare: settings.memory.bridgeShare,
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
    wish: { contextSize: local.contextSize, sequences: local.parallel },
    device,
    budget,
    misfit: pool.misfit,
  });
  /** Set while rows cannot be stored: what left without a record would be worse than no answer. */
  let sealed: string | undefined;
  const record = async (entry: LedgerEntry): Promise<void> => {
    try {
      await ledger.record(entry);
      sealed = undefined;
    } catch (error) {
      sealed = 'the ledger cannot be written, and nothing leaves without a record';
      throw error;
    }
  };
  const aside = createAside();
  const adapters = createAdapters({
    settings,
    folder: join(home.skills, 'adapters'),
    lease: pool.lease,
    records: () => store.list(),
    threads,
    power: async () => (await readPower()).source,
  });
  const part = createLearning({
    database,
    folder: home.skills,
    settings,
    clock,
    random: Math.random,
    trainers: (templateOf) => [...quickTrainers().map(aside.wrap), adapters.trainer(templateOf)],
    adapters,
    packages: () => openPlaces(home),
    chat: (request, context) => router.whole({ task: 'chat', request }, context),
    terms: (model) => {
      const [head = '', ...rest] = model.split('/');
      const card = head === 'local' ? store.find(rest.join('/'))?.card : undefined;
      return card ? termsOfLocal(card) : termsOf(head, settings.providers);
    },
    providers: () => handles.map(({ provider }) => provider.id),
    emit,
    judged: note,
    trouble,
  });
  const isLocal = (name: string): boolean => store.find(name.replace(/^local\//, '')) !== undefined;
  const targets = createTargets({
    settings,
    clock,
    judged: (app) => readJudged(database, app, isLocal, calibrations.value),
    judgedInSteps: (app) => readJudgedInSteps(database, app, isLocal, calibrations.value),
    trouble,
  });
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
    ledger: { record },
    budget: spending,
    problem: (id) => store.problems().find((problem) => problem.id === id),
    sealed: () => sealed,
    egress: watchEgress(door.egress, link),
    takeEgressBytes(requestId) {
      const bytes = crossed.get(requestId) ?? 0;
      crossed.delete(requestId);
      return bytes;
    },
    price: prices.usd,
    skills: part.desk,
    threads,
    locals: perTurn(() => store.list().map(option)),
    handles: () => handles,
    waiting: { room, lost: () => (link.retryInMs() === undefined ? undefined : link.status().why) },
    emit,
  };
  const router = withMixture(createRouter(routing), { ...routing, budgetBytes: budget });

  const find = (name: string): ModelRecord => {
    const record = store.find(name.replace(/^local\//, ''));
    if (!record)
      throw new NearmostError('unknown_model', `There is no model "${name}" on this device.`, {
        param: 'model',
      });
    return record;
  };
  const baseOf = (record: ModelRecord): ModelRecord => (record.adapter ? find(record.adapter.base) : record);
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
    loaded: async () =>
      (await pool.states()).map((state): LoadedModelState => ({ ...state, model: `local/${state.model}` })),
    memory: async () => ({
      budgetBytes: budget,
      freeBytes: freeMemory() ?? null,
      pinned: pool.pinned().map((id) => `local/${id}`),
      models: (await pool.held()).map((held) => ({ ...held, model: `local/${held.model}` })),
    }),
    pin(model, on) {
      pool.pin(baseOf(find(model)).id, on);
      return pool.pinned().map((id) => `local/${id}`);
    },
    unload: (model) => pool.unload(baseOf(find(model)).id),
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
    async load(model) {
      (await pool.lease(baseOf(find(model)), undefined, { byOwner: true })).release();
    },
    async prewarm(model, intent = {}) {
      const record = baseOf(find(model));
      const { inMs = 0 } = intent;
      if (!(inMs >= 0 && inMs <= DAY_MS))
        throw new NearmostError('invalid_request', `inMs must be from 0 to ${DAY_MS}, not ${inMs}.`, {
          param: 'inMs',
        });
      return { model: `local/${record.id}`, state: pool.hint(record, intent) };
    },
    entry: (requestId) => ledger.entry(requestId),
    entries: (query) => ledger.entries(query),
    feedback(input) {
      const stored = giveFeedback(ledger, { note }, input);
      targets.changed(stored.app);
      return stored;
    },
    link: link.status,
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
    learning: {
      ...part.learning,
      async forget(scope, options) {
        // states of conversations do not tell whose they are: all of them go
        if (keep && options?.preview !== true) forgetKept(kept);
        return part.learning.forget(scope, options);
      },
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      room.close();
      await part.close();
      await aside.close();
      await pool.close();
      await engines.close();
      await door.close();
      market.save();
      await ledger.close();
      database.close();
    },
  };
}
