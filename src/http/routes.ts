import { adminApps } from './admin/apps.ts';
import { adminDevice } from './admin/device.ts';
import { adminSettings } from './admin/device-settings.ts';
import { adminDoctor } from './admin/doctor.ts';
import { adminEvents } from './admin/events.ts';
import { adminForget } from './admin/forget.ts';
import { adminAddKey, adminRemoveKey } from './admin/keys.ts';
import { adminLearn } from './admin/learn.ts';
import { adminLoad } from './admin/load.ts';
import { adminModels } from './admin/models.ts';
import { adminPrewarm } from './admin/prewarm.ts';
import { adminProviders } from './admin/providers.ts';
import { adminPs } from './admin/ps.ts';
import { adminRequest } from './admin/request.ts';
import { adminRequests } from './admin/requests.ts';
import { adminReload } from './admin/reload.ts';
import { adminSet } from './admin/set.ts';
import { adminShutdown } from './admin/shutdown.ts';
import { adminSkillExportFolder } from './admin/skill-export-folder.ts';
import { adminSkillExport } from './admin/skill-export.ts';
import { adminSkillGrow } from './admin/skill-grow.ts';
import { adminSkillRetarget } from './admin/skill-retarget.ts';
import { adminSkillRollback } from './admin/skill-rollback.ts';
import { adminSkillShip } from './admin/skill-ship.ts';
import { adminSkillTrain } from './admin/skill-train.ts';
import { adminSkill } from './admin/skill.ts';
import { adminSkills } from './admin/skills.ts';
import { adminStatus } from './admin/status.ts';
import { adminTerms } from './admin/terms.ts';
import { adminUnload } from './admin/unload.ts';
import { adminConsoleLink } from './console/link.ts';
import { leave, pair } from './console/pair.ts';
import type { Handler } from './exchange.ts';
import { feedback } from './feedback.ts';
import { health } from './health.ts';
import { metrics } from './metrics.ts';
import { later } from './later.ts';
import { listModels, retrieveModel } from './models.ts';
import { chatCompletions } from './openai/chat-completions.ts';
import { completions } from './openai/completions.ts';
import { embeddings } from './openai/embeddings.ts';

/** One address of the server. */
export interface Route {
  method: 'GET' | 'POST';
  /** With parts in hono's notation: `/v1/models/:id{.+}`. */
  path: string;
  /** True: no token needed. Nothing private may be said there. */
  public?: true;
  handler: Handler;
  /** One line for docs/http.md. */
  about: string;
}

/** Every address there is; a route that is not here is not served, and one that is not public needs the token. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/health', public: true, handler: health, about: 'whether the server answers' },
  { method: 'GET', path: '/metrics', handler: metrics, about: 'figures as Prometheus text' },
  {
    method: 'POST',
    path: '/v1/chat/completions',
    handler: chatCompletions,
    about: 'continue a conversation',
  },
  { method: 'POST', path: '/v1/completions', handler: completions, about: 'continue a text' },
  { method: 'POST', path: '/v1/embeddings', handler: embeddings, about: 'turn texts into vectors' },
  {
    method: 'POST',
    path: '/v1/messages',
    handler: later(async () => (await import('./anthropic/messages.ts')).messages),
    about: 'the same as Anthropic: continue a conversation',
  },
  {
    method: 'POST',
    path: '/v1/messages/count_tokens',
    handler: later(async () => (await import('./anthropic/messages.ts')).countMessageTokens),
    about: 'count the tokens of a conversation',
  },
  {
    method: 'POST',
    path: '/v1/responses',
    handler: later(async () => (await import('./openai/responses/responses.ts')).responses),
    about: 'the same as items and typed events; nothing is stored',
  },
  {
    method: 'POST',
    path: '/v1/responses/input_tokens',
    handler: later(async () => (await import('./openai/responses/input-tokens.ts')).inputTokens),
    about: 'tokens of the same body, not answered',
  },
  {
    method: 'POST',
    path: '/v1/feedback',
    handler: feedback,
    about: 'judge an answer: {"request_id", "verdict": "good" or "bad", or "score": 0 to 1, "app"}',
  },
  { method: 'GET', path: '/v1/models', handler: listModels, about: 'what can be named as model' },
  { method: 'GET', path: '/v1/models/:id{.+}', handler: retrieveModel, about: 'one model' },
  {
    method: 'POST',
    path: '/api/chat',
    handler: later(async () => (await import('./ollama/generate.ts')).ollamaChat),
    about: 'the same as Ollama: continue a conversation',
  },
  {
    method: 'POST',
    path: '/api/generate',
    handler: later(async () => (await import('./ollama/generate.ts')).ollamaGenerate),
    about: 'answer a prompt, or continue a text',
  },
  {
    method: 'POST',
    path: '/api/embed',
    handler: later(async () => (await import('./ollama/embed.ts')).ollamaEmbed),
    about: 'turn texts into vectors',
  },
  {
    method: 'POST',
    path: '/api/embeddings',
    handler: later(async () => (await import('./ollama/embed.ts')).ollamaEmbeddings),
    about: 'turn one text into a vector',
  },
  {
    method: 'GET',
    path: '/api/tags',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaTags),
    about: 'what can be named as model',
  },
  {
    method: 'GET',
    path: '/api/ps',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaPs),
    about: 'models in memory',
  },
  {
    method: 'POST',
    path: '/api/show',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaShow),
    about: 'one model: {"model"}',
  },
  {
    method: 'GET',
    path: '/api/version',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaVersion),
    about: 'the version of the interface',
  },
  {
    method: 'GET',
    path: '/admin/status',
    handler: adminStatus,
    about: 'version, uptime, settings without secrets',
  },
  { method: 'GET', path: '/admin/ps', handler: adminPs, about: 'models in memory' },
  { method: 'POST', path: '/admin/load', handler: adminLoad, about: 'load a model: {"model"}' },
  {
    method: 'POST',
    path: '/admin/prewarm',
    handler: adminPrewarm,
    about: 'say what will be asked soon; loaded early when that pays: {"model", "app", "inMs"}',
  },
  { method: 'POST', path: '/admin/unload', handler: adminUnload, about: 'unload a model: {"model"}' },
  {
    method: 'GET',
    path: '/admin/requests',
    handler: adminRequests,
    about: 'the ledger, newest first: ?limit&before&app&place&outcome',
  },
  { method: 'GET', path: '/admin/requests/:id', handler: adminRequest, about: 'one row of the ledger' },
  {
    method: 'GET',
    path: '/admin/share',
    handler: later(async () => (await import('./admin/share.ts')).adminShare),
    about: 'local share, quality, money and time, by day and by app: ?days&app',
  },
  { method: 'GET', path: '/admin/models', handler: adminModels, about: 'models with files, sizes and cards' },
  {
    method: 'GET',
    path: '/admin/catalog',
    handler: later(async () => (await import('./admin/catalog.ts')).adminCatalog),
    about: 'models worth having, best for this machine first: ?q&job',
  },
  {
    method: 'GET',
    path: '/admin/look',
    handler: later(async () => (await import('./admin/look.ts')).adminLook),
    about: 'a model of a hub or an address before it is fetched: size, and whether it fits: ?model',
  },
  {
    method: 'GET',
    path: '/admin/here',
    handler: later(async () => (await import('./admin/here.ts')).adminHere),
    about: 'models on this device: memory and speed, foreseen and measured',
  },
  {
    method: 'GET',
    path: '/admin/pulls',
    handler: later(async () => (await import('./admin/pulls.ts')).adminPulls),
    about: 'models on their way to this device',
  },
  {
    method: 'POST',
    path: '/admin/pull',
    handler: later(async () => (await import('./admin/pull.ts')).adminPull),
    about: 'fetch a model, or go on: {"model", "acceptMetered"}',
  },
  {
    method: 'POST',
    path: '/admin/pull-stop',
    handler: later(async () => (await import('./admin/pull-stop.ts')).adminPullStop),
    about: 'stop a pull: {"model", "discard"}',
  },
  {
    method: 'GET',
    path: '/admin/memory',
    handler: later(async () => (await import('./admin/memory.ts')).adminMemory),
    about: 'memory of the models against their budget, and what came and went',
  },
  {
    method: 'POST',
    path: '/admin/pin',
    handler: later(async () => (await import('./admin/pin.ts')).adminPin),
    about: 'let a model stay in memory, or go: {"model", "on"}',
  },
  {
    method: 'POST',
    path: '/admin/remove',
    handler: later(async () => (await import('./admin/remove.ts')).adminRemove),
    about: 'delete a model from this device: {"model"}',
  },
  {
    method: 'GET',
    path: '/admin/providers',
    handler: adminProviders,
    about: 'providers: keys (where, never what), prices, speed, failures, caps',
  },
  {
    method: 'GET',
    path: '/admin/events',
    handler: adminEvents,
    about: 'what happens, as server-sent events',
  },
  {
    method: 'GET',
    path: '/admin/device',
    handler: adminDevice,
    about: 'what this machine has, how fast its memory and its models are',
  },
  {
    method: 'GET',
    path: '/admin/doctor',
    handler: adminDoctor,
    about: 'look at everything now; what is to be mended and how: ?online=1 asks providers too',
  },
  {
    method: 'GET',
    path: '/admin/settings',
    handler: adminSettings,
    about: 'all settings that hold, with where each comes from; no secrets',
  },
  {
    method: 'GET',
    path: '/admin/apps',
    handler: adminApps,
    about: 'apps that asked in the last 30 days, and whether they may be learned from',
  },
  {
    method: 'GET',
    path: '/admin/skills',
    handler: adminSkills,
    about: 'apps that consented to learning, and their skills: ?app',
  },
  {
    method: 'GET',
    path: '/admin/skills/:id',
    handler: adminSkill,
    about: 'one skill with students, history, curve',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/train',
    handler: adminSkillTrain,
    about: 'train and gate now: {"kind", "stream"}',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/ship',
    handler: adminSkillShip,
    about: 'serve a student that passed the gate: {"version"}',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/rollback',
    handler: adminSkillRollback,
    about: 'serve the student before, or none',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/retarget',
    handler: adminSkillRetarget,
    about: 'train it anew for another local base: {"base", "from", "stream"}',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/grow',
    handler: adminSkillGrow,
    about: 'let the teacher write examples: {"count", "budgetUsd", "stream"}',
  },
  {
    method: 'GET',
    path: '/admin/skills/:id/export',
    handler: adminSkillExportFolder,
    about: 'a folder of this machine where an export may go',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/export',
    handler: adminSkillExport,
    about: 'write a skill into a folder of this machine: {"folder"}',
  },
  { method: 'POST', path: '/admin/learn', handler: adminLearn, about: 'consent of an app: {"app", "on"}' },
  {
    method: 'POST',
    path: '/admin/forget',
    handler: adminForget,
    about:
      'delete examples and what learned from them: {"app"}, {"skill"} or {"request"}; {"preview"} counts',
  },
  { method: 'GET', path: '/admin/terms', handler: adminTerms, about: 'whose answers may be learned from' },
  {
    method: 'POST',
    path: '/admin/keys',
    handler: adminAddKey,
    about: 'store the key of a provider: {"provider", "key", "baseUrl", "model", "label"}',
  },
  {
    method: 'POST',
    path: '/admin/keys/remove',
    handler: adminRemoveKey,
    about: 'forget it: {"provider"}',
  },
  {
    method: 'POST',
    path: '/admin/set',
    handler: adminSet,
    about: 'change a setting of routing, budgets, providers or apps: {"path", "text"}',
  },
  { method: 'POST', path: '/admin/reload', handler: adminReload, about: 'read changed settings anew' },
  {
    method: 'POST',
    path: '/admin/console-link',
    handler: adminConsoleLink,
    about: 'a one-time link that opens the web console',
  },
  {
    method: 'POST',
    path: '/console/pair',
    public: true,
    handler: pair,
    about: 'the code of that link becomes a session of this browser: {"code"}',
  },
  { method: 'POST', path: '/console/leave', handler: leave, about: 'this browser forgets its session' },
  { method: 'POST', path: '/admin/shutdown', handler: adminShutdown, about: 'stop the server' },
];
