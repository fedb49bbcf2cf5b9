export type * from './chat.ts';
export type * from './embed.ts';
export type * from './events.ts';
export type * from './feedback.ts';
export type * from './figure.ts';
export type * from './ledger.ts';
export {
  LEARNING_APP,
  STUDENT_KINDS,
  type Agreement,
  type ExportedExample,
  type ForgetScope,
  type Grown,
  type GrowthOutlook,
  type Learning,
  type LearningApp,
  type OnProgress,
  type RetargetBase,
  type RetargetResult,
  type SkillChecks,
  type SkillDetail,
  type SkillEvent,
  type SkillStage,
  type SkillStatus,
  type StudentKind,
  type StudentSummary,
  type TeacherTerms,
} from './learning.ts';
export type * from './link.ts';
export type * from './market.ts';
export type * from './memory.ts';
export type * from './model.ts';
export type * from './owner.ts';
export type * from './owner-apps.ts';
export type * from './owner-device.ts';
export type * from './owner-catalog.ts';
export type * from './owner-memory.ts';
export type * from './owner-pulls.ts';
export type * from './owner-settings.ts';
export type * from './owner-share.ts';
export type * from './owner-skills.ts';
export type * from './route.ts';
export type * from './runtime.ts';
export { defineConfig, settingsSchema, type Settings, type SettingsInput } from './config.ts';
export {
  defineEngine,
  type AdapterUse,
  type CallOptions,
  type EncodedText,
  type Engine,
  type LoadedModel,
  type LoadOptions,
  type MemoryReading,
} from './engine.ts';
export {
  ERRORS,
  NearmostError,
  redact,
  type ErrorCode,
  type ErrorKind,
  type ErrorOptions,
} from './errors.ts';
export { LABELS, type Label } from './label.ts';
export {
  defineProvider,
  type Egress,
  type EgressRequest,
  type EgressResponse,
  type Provider,
  type ProviderCall,
} from './provider.ts';
