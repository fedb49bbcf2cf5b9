import { NearmostError } from '../contract/index.ts';
import type { Learning, RuntimeEvent, Settings, SkillEvent, TeacherTerms } from '../contract/index.ts';
import type { Places } from '../adapters/places.ts';
import type { Clock } from '../kit/clock.ts';
import type { Skills } from '../router/skills.ts';
import type { Database } from '../store/database.ts';
import type { Adapters } from './adapters.ts';
import { createCapture } from './capture/capture.ts';
import { createFinder } from './capture/finder.ts';
import { createDesk } from './desk.ts';
import { profileOf } from './gate/agreement.ts';
import { createProseAgreement } from './gate/prose.ts';
import { growSkill, growthOf, type GrowDeps } from './grow-skill.ts';
import { createLearner } from './learner.ts';
import { createLoops } from './loops.ts';
import { createSkillLoop } from './loop/create-skill-loop.ts';
import { createPump } from './pump.ts';
import { retarget } from './retarget/retarget.ts';
import { createShadows, type ShadowDeps } from './shadows.ts';
import type { SkillStore } from './skill-store.ts';
import { detailOf, statusOf, type StatusSources } from './status.ts';
import { createConsents } from './store/consents.ts';
import { countForgotten } from './store/count-forgotten.ts';
import { exportSkill } from './store/export.ts';
import { forget } from './store/forget.ts';
import { createHousekeeping } from './store/retention.ts';
import { createSkillStore } from './store/skill-store.ts';
import { createSkillTable } from './store/skill-table.ts';
import { createStudentBlobs } from './store/student-files.ts';
import type { StudentTrainer } from './student.ts';
import { judgeOf } from './teacher/judge-of.ts';
import { mayTeach } from './teacher/terms.ts';
import type { Template } from './template.ts';

export interface LearningDeps {
  readonly database: Database;
  /** Where files of students lie. */
  readonly folder: string;
  readonly settings: Settings;
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** @param template what the requests of a skill share */
  readonly trainers: (templateOf: (skill: string) => Template) => readonly StudentTrainer[];
  readonly adapters: Pick<Adapters, 'forget' | 'base' | 'bases' | 'lost'>;
  /** Where installed packages lie and whose are trusted. */
  readonly packages: () => Places;
  /** Asks a model as the runtime does: ledger, labels, budgets and the door hold. */
  readonly chat: ShadowDeps['chat'];
  /** What holds for the answers of a model: `<provider>/<model>` or `local/<id>`. */
  readonly terms: (model: string) => TeacherTerms;
  /** Every provider that exists or is configured. */
  readonly providers: () => string[];
  readonly emit: (event: RuntimeEvent) => void;
  /**
   * Hears how a served answer agrees with the teacher's, 0 to 1: of a `shadow`, drawn by chance alone, or of a `check`, chosen
   * where it teaches most.
   */
  readonly judged?: (requestId: string, source: 'shadow' | 'check', agreement: number) => void;
  /** Hears of failures that are nobody's request. */
  readonly trouble: (error: unknown) => void;
}

/** The learning loop as the runtime wires it. */
export interface LearningPart {
  /** For the router. */
  readonly desk: Skills;
  /** For the server, the command line and the library. */
  readonly learning: Learning;
  /** Lets loops go on that were due when the program ended. */
  wake(): void;
  /** Settles when no shadow is waiting and no training is due. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Events of a skill are told as they are stored. */
function telling(store: SkillStore, emit: LearningDeps['emit']): SkillStore {
  return {
    ...store,
    event(skill: string, event: SkillEvent) {
      store.event(skill, event);
      emit({ type: 'skill', skill, event, at: event.at });
    },
  };
}

const LOOK_AGAIN_MS = 10_000;
/** Newest examples that say what the answers of a skill look like. */
const PROFILE = 100;
/** Who taught a skill last. */
const teacherOf = (store: SkillStore, skill: string): string | undefined =>
  store.newest(skill, 1)[0]?.teacher;

/** Opens the learning loop over the database: capture, skills, students, gate, watch. */
export function createLearning(deps: LearningDeps): LearningPart {
  const { database, settings, clock, trouble } = deps;
  const { floor, shadowShare, students: kinds, retentionDays } = settings.learn;
  const blobs = createStudentBlobs(deps.folder);
  const table = createSkillTable(database);
  const store = telling(createSkillStore(database, blobs), deps.emit);
  const consents = createConsents(database, clock);
  const trainers = deps
    .trainers((skill) => table.get(skill).template)
    .filter(({ kind }) => kinds.includes(kind));

  const prose = createProseAgreement({
    isProse: (skill) => profileOf(store.newest(skill, PROFILE)).kind === 'text',
    judge: judgeOf({
      chat: deps.chat,
      teacher: (skill) => teacherOf(store, skill),
      wanted: settings.learn.judge,
    }),
    trouble,
  });
  const loops = createLoops((skill) =>
    createSkillLoop({
      skill,
      store,
      trainers,
      policy: { floor, shadowShare },
      random: deps.random,
      clock,
      agree: prose.agree,
      compare: (answer, { input, output, label }, signal) =>
        prose.settled({ skill, input, answer, truth: output, label }, signal),
    }),
  );
  const pump = createPump(() => loops.all(), trouble);
  /** What waits for a calm moment is looked at again, however quiet it is. */
  const again = setInterval(() => pump.wake(), LOOK_AGAIN_MS);
  again.unref();
  const learner = createLearner({
    prose,
    loop: (skill) => loops.of(skill),
    wake: () => pump.wake(),
    trouble,
  });
  const may = (model: string): ReturnType<typeof mayTeach> => mayTeach(deps.terms(model));
  const capture = createCapture({
    store,
    table,
    clock,
    mayTeach: may,
    consents: consents.has,
  });
  const note = (skill: string, type: SkillEvent['type'], words: string): void =>
    store.event(skill, { at: clock.now(), type, words });
  const finder = createFinder({
    table,
    clock,
    found: (id, name) => note(id, 'found', `Found in the requests of its app: "${name}".`),
    moved(from, to, count) {
      note(to, 'found', `${count} examples came over from ${from}, of which this is a part.`);
      loops.drop([from, to]);
    },
  });
  const shadows = createShadows({
    chat: deps.chat,
    teacher: (skill) => teacherOf(store, skill),
    answered({ found, asker, consideration }, { choices, route }) {
      const [choice] = choices;
      if (!choice || consideration.serve === undefined) return;
      const { text, finishReason, toolCalls = [] } = choice;
      const other = choices.length > 1 || toolCalls.length > 0;
      const example = capture(found, asker, { model: route.model, text, finishReason, other }, 'shadow');
      if (!example) return;
      const { shadow } = consideration;
      learner.learn(example, consideration, (agreement) => {
        table.judged(found.skill, agreement === 1);
        deps.judged?.(asker.requestId, shadow === 'random' ? 'shadow' : 'check', agreement);
      });
    },
    trouble,
  });
  const desk = createDesk({
    consents: consents.has,
    find: (app, request) =>
      request.n === undefined || request.n === 1 ? finder.find(app, request) : undefined,
    loop: (skill) => loops.of(skill),
    capture,
    count: (skill, local) => table.count(skill, local, clock.now()),
    shadow: (shadow) => shadows.add(shadow),
    learn: (example, consideration) => learner.learn(example, consideration),
    trouble,
  });
  const housekeeping = createHousekeeping({ database, blobs, clock }, retentionDays, trouble);
  const sources: StatusSources = {
    table,
    store,
    loop: (skill) => loops.of(skill),
    floor,
    lost: deps.adapters.lost,
  };

  const growing: GrowDeps = {
    store,
    chat: deps.chat,
    mayTeach: may,
    consents: consents.has,
    has: (skill) => table.has(skill),
    now: () => clock.now(),
  };
  /** @throws unsupported */
  const adaptersAllowed = (): void => {
    if (!kinds.includes('adapter'))
      throw new NearmostError(
        'unsupported',
        'Adapters are not among the students that may be trained here.',
        { hint: `Allow them: nearmost config set learn.students ${[...kinds, 'adapter'].join(',')}` },
      );
  };
  const learning: Learning = {
    allow: (app) => consents.allow(app),
    deny: (app) => consents.deny(app),
    apps: () => consents.apps(),
    skills: (query = {}) => table.list(query).map((row) => statusOf(sources, row)),
    skill: (id) => detailOf(sources, table.resolve(id)),
    async train(id, { kind, signal, onProgress } = {}) {
      const skill = table.resolve(id);
      const before = store.students(skill).length;
      await loops.of(skill).step({
        force: true,
        ...(kind ? { kind } : {}),
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      });
      return store.students(skill).slice(before);
    },
    async ship(id, version) {
      const skill = table.resolve(id);
      await loops.of(skill).ship(version);
      return detailOf(sources, skill);
    },
    async rollback(id) {
      const skill = table.resolve(id);
      await loops.of(skill).rollback('Rolled back by the owner');
      return detailOf(sources, skill);
    },
    async export(id, folder) {
      const skill = table.resolve(id);
      const paths = exportSkill(store, table.get(skill), detailOf(sources, skill), folder);
      note(skill, 'exported', `Exported to ${folder}.`);
      return paths;
    },
    async forget(scope, { preview = false } = {}) {
      const exact = 'skill' in scope ? { skill: table.resolve(scope.skill) } : scope;
      if (preview) return countForgotten(database, exact);
      const { examples, students, skills } = forget({ database, blobs, clock }, exact);
      deps.adapters.forget(
        store,
        skills,
        table.list().map(({ id }) => id),
      );
      loops.drop(skills);
      finder.reset();
      return { examples, students };
    },
    growth(id) {
      const { teacher, times, samples } = growthOf(growing, table.get(table.resolve(id)));
      return { teacher, times, samples };
    },
    async grow(id, options) {
      const skill = table.get(table.resolve(id));
      const grown = await growSkill(growing, skill, options);
      loops.drop([skill.id]); // it counts its examples anew
      return grown;
    },
    bases(id) {
      adaptersAllowed();
      const { serving } = loops.of(table.resolve(id));
      const own = serving?.kind === 'adapter' ? serving.base : null;
      return deps.adapters
        .bases()
        .map(({ sha256, ...base }) => ({ ...base, serves: own !== null && sha256 === own }));
    },
    retarget: (id, options = {}) => {
      adaptersAllowed();
      const changed = (skill: string): void => {
        loops.drop([skill]);
        finder.reset();
      };
      const { adapters, packages, terms } = deps;
      const now = (): number => clock.now();
      return retarget(
        { store, table, consents: consents.has, now, adapters, loops, packages, terms, changed },
        id,
        options,
      );
    },
    terms: () => deps.providers().map((provider) => deps.terms(provider)),
  };
  return {
    desk,
    learning,
    wake() {
      for (const { app } of consents.apps()) for (const { id } of table.list({ app })) loops.of(id);
      pump.wake();
    },
    async idle() {
      await shadows.idle();
      await learner.idle();
      await pump.idle();
    },
    async close() {
      housekeeping.close();
      clearInterval(again);
      await shadows.close();
      await learner.close();
      await pump.close();
    },
  };
}
