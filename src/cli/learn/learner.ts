import type {
  ForgetScope,
  LearningApp,
  RetargetResult,
  Runtime,
  SkillDetail,
  SkillStatus,
  StudentKind,
  StudentSummary,
  TeacherTerms,
} from '../../contract/index.ts';
import type { Api } from '../api.ts';

/** What grew, and what it cost. */
interface Grown {
  skill: string;
  kept: number;
  costUsd: number;
  dropped: Readonly<Record<string, number>>;
  ended: string | null;
}

/** The learning loop as the command line reaches it: in the running server, or in a runtime of this process. */
export interface Learner {
  overview(): Promise<{ apps: LearningApp[]; skills: SkillStatus[] }>;
  skill(id: string): Promise<SkillDetail>;
  consent(app: string, on: boolean): Promise<LearningApp[]>;
  train(
    id: string,
    kind: StudentKind | undefined,
    onProgress: (words: string) => void,
  ): Promise<{ skill: string; students: StudentSummary[] }>;
  ship(id: string, version: number | undefined): Promise<SkillDetail>;
  rollback(id: string): Promise<SkillDetail>;
  /** @param wanted.from absolute path of a folder */
  retarget(
    id: string,
    wanted: { base?: string; from?: string },
    onProgress: (words: string) => void,
  ): Promise<RetargetResult>;
  grow(id: string, count: number, budgetUsd: number, onProgress: (words: string) => void): Promise<Grown>;
  export(id: string, folder: string): Promise<{ skill: string; files: string[] }>;
  forget(scope: ForgetScope): Promise<{ examples: number; students: number }>;
  terms(): Promise<TeacherTerms[]>;
  close(): Promise<void>;
}

/** Through the admin addresses of the running server. */
export function learnAtServer(api: Api): Learner {
  const of = (id: string, deed = ''): string => `/admin/skills/${encodeURIComponent(id)}${deed}`;
  return {
    overview: () => api.get('/admin/skills'),
    skill: (id) => api.get(of(id)),
    consent: async (app, on) => (await api.post<{ apps: LearningApp[] }>('/admin/learn', { app, on })).apps,
    train: (id, kind, onProgress) =>
      api.follow(of(id, '/train'), kind === undefined ? {} : { kind }, onProgress),
    ship: (id, version) => api.post(of(id, '/ship'), version === undefined ? {} : { version }),
    rollback: (id) => api.post(of(id, '/rollback'), {}),
    retarget: (id, wanted, onProgress) => api.follow(of(id, '/retarget'), wanted, onProgress),
    grow: (id, count, budgetUsd, onProgress) => api.follow(of(id, '/grow'), { count, budgetUsd }, onProgress),
    export: (id, folder) => api.post(of(id, '/export'), { folder }),
    forget: (scope) => api.post('/admin/forget', scope),
    terms: async () => (await api.get<{ terms: TeacherTerms[] }>('/admin/terms')).terms,
    close: () => Promise.resolve(),
  };
}

/** In this process. */
export function learnHere(runtime: Pick<Runtime, 'learning' | 'close'>, signal: AbortSignal): Learner {
  const { learning } = runtime;
  return {
    overview: async () => ({ apps: learning.apps(), skills: learning.skills() }),
    skill: async (id) => learning.skill(id),
    async consent(app, on) {
      if (on) learning.allow(app);
      else learning.deny(app);
      return learning.apps();
    },
    async train(id, kind, onProgress) {
      const options = { signal, onProgress, ...(kind === undefined ? {} : { kind }) };
      return { skill: learning.skill(id).id, students: await learning.train(id, options) };
    },
    ship: (id, version) => learning.ship(id, version),
    rollback: (id) => learning.rollback(id),
    retarget: (id, wanted, onProgress) => learning.retarget(id, { ...wanted, signal, onProgress }),
    async grow(id, count, budgetUsd, onProgress) {
      const wanted = { count, budgetUsd, signal, onProgress };
      return { skill: learning.skill(id).id, ...(await learning.grow(id, wanted)) };
    },
    export: async (id, folder) => ({
      skill: learning.skill(id).id,
      files: await learning.export(id, folder),
    }),
    forget: (scope) => learning.forget(scope),
    terms: async () => learning.terms(),
    close: () => runtime.close(),
  };
}
