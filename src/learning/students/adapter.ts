import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LoadedModel, type ModelRecord, NearmostError } from '../../contract/index.ts';
import { checkAdapter } from '../../kit/gguf/check-adapter.ts';
import { readGguf } from '../../kit/gguf/read.ts';
import type { Pool } from '../../memory/pool.ts';
import type { Example } from '../example.ts';
import type { StudentFiles, StudentTrainer, TrainContext } from '../student.ts';
import type { AdapterTrainer, TrainingEstimate, TrainingProgress, TrainingReport } from '../trainer/job.ts';
import { encodeExamples } from './adapter-encode.ts';
import {
  type AdapterManifest,
  megabytes,
  namesIn,
  placeWeights,
  readAdapterFiles,
  sha256,
  trainingFolder,
  weightsFolder,
} from './adapter-files.ts';
import { adapterLevel } from './adapter-level.ts';
import { type AdapterPlan, planAdapter } from './adapter-plan.ts';
import { adapterRegression } from './adapter-regression.ts';
import type { AdapterPrompt, SkillRequest } from './adapter-request.ts';
import { type AdapterStudent, createAdapterStudent } from './adapter-student.ts';

export interface AdapterDeps {
  trainer: AdapterTrainer;
  /** The model to teach; undefined: this device has none. */
  base: () => ModelRecord | undefined;
  /** All models that could be taught: a student stays on the one that it was trained on. */
  models: () => readonly ModelRecord[];
  lease: Pool['lease'];
  /** What all requests of a skill share. */
  templateOf: (skill: string) => SkillRequest;
  /** sha256 of a model's file, in hex. */
  digest: (record: ModelRecord) => Promise<string>;
  /** Folder of weights in use and of trainings under way. */
  folder: string;
  /** Most bytes that a training that begins now may hold. */
  memoryBytes: () => number;
  threads: number;
  /** Why nothing can be trained on this device; absent: it can. */
  missing?: string;
  /** Why a training waits now, asked before it begins and between its steps; undefined: it goes on. */
  waits?: () => string | undefined;
}

const LEAST_EXAMPLES = 24;
/** Longer texts are rare in skills and cost the trainer memory by the square. */
const LONGEST_TEXT = 1024;

/** Models that write, which an adapter could be trained for. */
export const teachable = (records: readonly ModelRecord[]): ModelRecord[] =>
  records.filter(
    ({ adapter, variantOf, info }) => (adapter ?? variantOf) === undefined && !info.embeddingOnly,
  );

/** The base to teach: the owner's model for `auto` where it is one that writes, else the embedded one. */
export function adapterBase(records: readonly ModelRecord[], wanted: string): ModelRecord | undefined {
  const writes = teachable(records);
  const id = wanted.replace(/^local\//, '');
  return writes.find((record) => record.id === id) ?? writes.find(({ source }) => source === 'embedded');
}

const noBase = (named?: string): NearmostError =>
  new NearmostError(
    'unknown_model',
    `There is no local model ${named === undefined ? '' : `"${named.slice(0, 80)}" `}that an adapter could be trained for.`,
    { param: 'base', hint: 'See the models: nearmost ls. Fetch one: nearmost pull' },
  );

/** Makes students that are low-rank weights on a local model. */
export interface AdapterStudentTrainer extends StudentTrainer {
  load(files: StudentFiles): Promise<AdapterStudent>;
  train(examples: readonly Example[], context: TrainContext): Promise<AdapterStudent>;
}

export function createAdapterTrainer(deps: AdapterDeps): AdapterStudentTrainer {
  const { lease, trainer } = deps;
  const weights = weightsFolder(deps.folder);
  /** One at a time takes all the memory that may be had. */
  let training = false;

  async function student(
    manifest: AdapterManifest,
    bytes: Uint8Array,
    base: ModelRecord,
  ): Promise<AdapterStudent> {
    const path = placeWeights(weights, manifest.sha256, bytes);
    checkAdapter(await readGguf(path), {
      architecture: base.info.architecture,
      tensors: (await readGguf(base.path)).tensors,
      sha256: manifest.base,
    });
    return createAdapterStudent(manifest, bytes, { base, lease, weights });
  }

  async function withModel<T>(
    base: ModelRecord,
    signal: AbortSignal | undefined,
    work: (model: LoadedModel) => Promise<T>,
  ): Promise<T> {
    const { model, release } = await lease(base, signal, { app: 'learning', priority: 'batch' });
    try {
      return await work(model);
    } finally {
      release();
    }
  }

  /** The same texts and settings go on from their own checkpoint; what was left of others is deleted. */
  function jobFolder(skill: string, plan: AdapterPlan, baseSha256: string): string {
    const name = sha256(Buffer.from(JSON.stringify([baseSha256, plan]))).slice(0, 32);
    const all = trainingFolder(deps.folder, skill);
    for (const other of namesIn(all))
      if (other !== name) rmSync(join(all, other), { recursive: true, force: true });
    const folder = join(all, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** The model of this device with these bytes; files that are not likely to have them are not read. */
  async function holderOf(sha256OfBase: string, id?: string): Promise<ModelRecord | undefined> {
    const main = deps.base();
    const likely = deps.models().filter((one) => one.id === id || one.sha256 === sha256OfBase);
    for (const record of new Set([...(main ? [main] : []), ...likely]))
      if ((await deps.digest(record)) === sha256OfBase) return record;
    return undefined;
  }

  /** The base that is named, else the one that the skill was trained for before. */
  async function baseFor({ base, previous }: TrainContext): Promise<ModelRecord> {
    const found =
      base === undefined
        ? ((previous?.base ? await holderOf(previous.base) : undefined) ?? deps.base())
        : [...deps.models(), deps.base()].find((one) => one?.id === base);
    if (!found) throw noBase(base);
    return found;
  }

  async function learn(examples: readonly Example[], context: TrainContext): Promise<AdapterStudent> {
    const { skill, seed, signal, onProgress } = context;
    const base = await baseFor(context);
    const shared = deps.templateOf(skill);
    const baseSha256 = await deps.digest(base);
    const encoded = await withModel(base, signal, async (model) => ({
      ...(await encodeExamples(model, base.card, shared, examples, signal)),
      longest: Math.min(LONGEST_TEXT, model.contextSize),
    }));
    const plan = planAdapter(encoded.texts, {
      width: base.info.embeddingLength,
      mostLength: encoded.longest,
      seed,
    });
    const dropped = encoded.nonsense + plan.dropped.tooLong + plan.dropped.tooMany;
    if (plan.texts.length < LEAST_EXAMPLES)
      throw new NearmostError(
        'unsupported',
        `Of ${examples.length} examples ${plan.texts.length} can teach an adapter, at least ${LEAST_EXAMPLES} are needed ` +
          `(${encoded.nonsense} are not in the answer's format, ${plan.dropped.tooLong} are longer than ${encoded.longest} tokens).`,
        { hint: 'Let more requests be answered, or grow examples: nearmost learn grow <skill>' },
      );
    const folder = jobFolder(skill, plan, baseSha256);
    let told: string | undefined;
    const paused = (): boolean => {
      const why = deps.waits?.();
      if (why !== undefined && why !== told) onProgress?.(`adapter: waits, ${why}`);
      told = why;
      return why !== undefined;
    };
    const report = await trainer.train(
      {
        base: base.path,
        baseSha256,
        texts: plan.texts,
        heldOut: plan.heldOut,
        settings: plan.settings,
        memoryBytes: deps.memoryBytes(),
        threads: deps.threads,
        folder,
        out: join(folder, 'adapter.gguf'),
      },
      {
        onNote: (note) => onProgress?.(`adapter: ${note}`),
        onEstimate: (estimate) => onProgress?.(estimateWords(estimate)),
        onProgress: (progress) =>
          onProgress?.(inWords(progress), progress.step / Math.max(1, progress.steps)),
        paused,
        ...(signal ? { signal } : {}),
      },
    );
    const bytes = new Uint8Array(readFileSync(report.adapter.path));
    const digest = sha256(bytes);
    const path = placeWeights(weights, digest, bytes);
    const { regression, level } = await withModel(base, signal, async (model) => ({
      regression: await adapterRegression(model, path, signal),
      level: await adapterLevel(model, path, [...plan.texts, ...plan.heldOut], signal),
    }));
    const manifest: AdapterManifest = {
      version: 1,
      base: baseSha256,
      baseId: base.id,
      sha256: digest,
      prompt: encoded.prompt,
      ...sharedPart(shared, encoded.prompt),
      maxTokens: mostTokens(plan),
      level,
      training: trainingOf(report, plan, dropped),
      ...(regression ? { regression } : {}),
    };
    const made = await student(manifest, bytes, base);
    rmSync(folder, { recursive: true, force: true });
    return made;
  }

  return {
    kind: 'adapter',
    unsuited({ examples }) {
      if (examples < LEAST_EXAMPLES)
        return `an adapter needs at least ${LEAST_EXAMPLES} examples, there are ${examples}`;
      if (!deps.base()) return 'there is no local model that an adapter could be trained for';
      return deps.missing;
    },
    waits: () => (training ? 'another adapter is being trained' : deps.waits?.()),
    async train(examples, context) {
      training = true;
      try {
        return await learn(examples, context);
      } finally {
        training = false;
      }
    },
    async load(files) {
      const { manifest, weights: bytes } = readAdapterFiles(files);
      if (!deps.base() && deps.models().length === 0) throw noBase();
      const base = await holderOf(manifest.base, manifest.baseId);
      if (!base)
        throw new NearmostError(
          'invalid_model_file',
          `This adapter was trained for another base ("${manifest.baseId}", sha256 ${manifest.base.slice(0, 12)}...) than any on this device.`,
          { hint: 'Train it for one that is here: nearmost learn retarget <skill>' },
        );
      return student(manifest, bytes, base);
    },
  };
}

/** What the student must know of the template to ask as it was taught. */
function sharedPart(
  { messages, responseFormat, prefix = '', suffix = '' }: SkillRequest,
  prompt: AdapterPrompt,
): Pick<AdapterManifest, 'messages' | 'responseFormat' | 'prefix' | 'suffix'> {
  const format = responseFormat ? { responseFormat } : {};
  return prompt === 'whole'
    ? { messages: [...messages], prefix, suffix, ...format }
    : { messages: [], ...format };
}

/** Room for answers somewhat longer than any that was learned. */
function mostTokens({ texts, heldOut }: AdapterPlan): number {
  const longest = [...texts, ...heldOut].reduce(
    (most, { tokens, from }) => Math.max(most, tokens.length - from),
    1,
  );
  return Math.ceil(longest * 1.5) + 16;
}

function inWords({ step, steps, loss, tokensPerSecond, secondsLeft }: TrainingProgress): string {
  const left = secondsLeft < 90 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`;
  const pace = `${Math.round(tokensPerSecond)} tokens/s`;
  return `adapter: step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${pace}, ${left} left`;
}

function estimateWords({ steps, tokens, memoryBytes, seconds }: TrainingEstimate): string {
  const time = seconds === null ? 'a time not yet known' : `about ${Math.ceil(seconds / 60)} min`;
  return `adapter: ${steps} steps over ${tokens} tokens, about ${megabytes(memoryBytes)} and ${time}`;
}

function trainingOf(
  { estimate, steps, tokens, seconds, peakMemoryBytes, loss }: TrainingReport,
  { texts, heldOut }: AdapterPlan,
  dropped: number,
): AdapterManifest['training'] {
  return {
    texts: texts.length + heldOut.length,
    dropped,
    steps,
    tokens,
    seconds,
    secondsEstimated: estimate.seconds,
    memoryBytes: peakMemoryBytes,
    memoryEstimated: estimate.memoryBytes,
    lossFirst: loss.first,
    lossLast: loss.last,
    lossHeldOut: loss.heldOut,
  };
}
