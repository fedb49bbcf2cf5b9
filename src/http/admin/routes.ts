import { adminApps } from './apps.ts';
import { adminDevice } from './device.ts';
import { adminSettings } from './device-settings.ts';
import { adminDoctor } from './doctor.ts';
import { adminEvents } from './events.ts';
import { adminForget } from './forget.ts';
import { adminAddKey, adminRemoveKey } from './keys.ts';
import { adminLearn } from './learn.ts';
import { adminLoad } from './load.ts';
import { adminModels } from './models.ts';
import { adminPrewarm } from './prewarm.ts';
import { adminProviders } from './providers.ts';
import { adminPs } from './ps.ts';
import { adminRequest } from './request.ts';
import { adminRequests } from './requests.ts';
import { adminReload } from './reload.ts';
import { adminSet } from './set.ts';
import { adminShutdown } from './shutdown.ts';
import { adminSkillExportFolder } from './skill-export-folder.ts';
import { adminSkillExport } from './skill-export.ts';
import { adminSkillGrow } from './skill-grow.ts';
import { adminSkillRetarget } from './skill-retarget.ts';
import { adminSkillRollback } from './skill-rollback.ts';
import { adminSkillShip } from './skill-ship.ts';
import { adminSkillTrain } from './skill-train.ts';
import { adminSkill } from './skill.ts';
import { adminSkills } from './skills.ts';
import { adminStatus } from './status.ts';
import { adminTerms } from './terms.ts';
import { adminUnload } from './unload.ts';
import { adminConsoleLink } from '../console/link.ts';
import { leave, pair } from '../console/pair.ts';
import { later } from '../later.ts';
import type { Route } from '../route.ts';

/** What the owner's own programs ask: the console and the command line. */
export const ADMIN_ROUTES: readonly Route[] = [
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
    handler: later(async () => (await import('./share.ts')).adminShare),
    about: 'local share, quality, money and time, by day and by app: ?days&app',
  },
  { method: 'GET', path: '/admin/models', handler: adminModels, about: 'models with files, sizes and cards' },
  {
    method: 'GET',
    path: '/admin/catalog',
    handler: later(async () => (await import('./catalog.ts')).adminCatalog),
    about: 'models worth having, best for this machine first: ?q&job',
  },
  {
    method: 'GET',
    path: '/admin/look',
    handler: later(async () => (await import('./look.ts')).adminLook),
    about: 'a model of a hub or an address before it is fetched: size, and whether it fits: ?model',
  },
  {
    method: 'GET',
    path: '/admin/here',
    handler: later(async () => (await import('./here.ts')).adminHere),
    about: 'models on this device: memory and speed, foreseen and measured',
  },
  {
    method: 'GET',
    path: '/admin/pulls',
    handler: later(async () => (await import('./pulls.ts')).adminPulls),
    about: 'models on their way to this device',
  },
  {
    method: 'POST',
    path: '/admin/pull',
    handler: later(async () => (await import('./pull.ts')).adminPull),
    about: 'fetch a model, or go on: {"model", "acceptMetered"}',
  },
  {
    method: 'POST',
    path: '/admin/pull-stop',
    handler: later(async () => (await import('./pull-stop.ts')).adminPullStop),
    about: 'stop a pull: {"model", "discard"}',
  },
  {
    method: 'GET',
    path: '/admin/memory',
    handler: later(async () => (await import('./memory.ts')).adminMemory),
    about: 'memory of the models against their budget, and what came and went',
  },
  {
    method: 'POST',
    path: '/admin/pin',
    handler: later(async () => (await import('./pin.ts')).adminPin),
    about: 'let a model stay in memory, or go: {"model", "on"}',
  },
  {
    method: 'POST',
    path: '/admin/remove',
    handler: later(async () => (await import('./remove.ts')).adminRemove),
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
    method: 'GET',
    path: '/admin/skill-works',
    handler: later(async () => (await import('./skill-works.ts')).adminSkillWorks),
    about: 'training, growing and retargeting: under way, or how it ended',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/begin',
    handler: later(async () => (await import('./skill-begin.ts')).adminSkillBegin),
    about:
      'such work, which goes on when nobody looks: {"do": "train"}, {"do": "grow", "count", "budgetUsd", "train"} or {"do": "retarget", "base"}',
  },
  {
    method: 'POST',
    path: '/admin/skills/:id/stop',
    handler: later(async () => (await import('./skill-stop.ts')).adminSkillStop),
    about: 'end it; what was reached is kept',
  },
  {
    method: 'GET',
    path: '/admin/skills/:id/grow',
    handler: later(async () => (await import('./skill-growth.ts')).adminSkillGrowth),
    about: 'which teacher would write examples, and what one costs',
  },
  {
    method: 'GET',
    path: '/admin/skills/:id/retarget',
    handler: later(async () => (await import('./skill-bases.ts')).adminSkillBases),
    about: 'local models that it can be trained for',
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
