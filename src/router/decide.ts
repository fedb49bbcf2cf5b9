import { mayLeave } from '../privacy/label.ts';
import type { Candidate, Label, ModelRecord, Place, Rejection } from '../contract/index.ts';
import type { Features } from './features.ts';
import type { Asked } from './parse-model.ts';

export interface LocalOption {
  record: ModelRecord;
  /** Tokens of context it would be opened with. */
  contextSize: number;
  /** Why this device cannot hold it; absent: it fits. */
  misfit?: string;
  /** Why all models together may not hold so much, as measured; absent or undefined: they may. Of a named model the pool says so itself. */
  beyondBudget?: () => string | undefined;
}

export interface CloudOption {
  provider: string;
  /** `<provider>/<model>`. */
  model: string;
  hasKey: boolean;
  /** A server of the own network: without a price of its own it costs nothing. */
  near?: boolean;
  /** Why it is not asked for a while; absent: healthy. */
  resting?: string;
  /** Why others are asked before it; absent: nothing. */
  silence?: string;
  /** Why it stands where it stands, where there was a choice. */
  why?: string;
  /** Why no more may be spent with it; absent: more may. */
  overBudget?: string;
}

export interface DecisionInput {
  asked: Asked;
  features: Features;
  label: Label;
  /** Pin by header. */
  pin?: Place;
  locals: LocalOption[];
  /** In order of preference. */
  clouds: CloudOption[];
  /** Local model that the owner prefers for general work. */
  preferred: string;
  offline: boolean;
  /** Why nothing may be sent to anyone; absent: it may. */
  sealed?: string;
}

export interface Decision {
  /** Nearest and cheapest first. */
  candidates: Candidate[];
  rejected: Rejection[];
  /** Models of this device that could do it as well, but are less preferred: asked only while a candidate is being loaded. */
  standIns: Candidate[];
  /** True when the caller named the model: its answer is given as it is, without hand-over or failover. */
  pinned: boolean;
}

/** The fewest characters that a token stands for in ordinary text is about one; used only to rule out the hopeless. */
const MAX_CHARACTERS_PER_TOKEN = 12;

const isSpecialist = ({ record }: LocalOption): boolean => record.card.jobs.every((job) => job === 'command');

/** Why a local model cannot take the request, if so. */
function localObstacle(option: LocalOption, { asked, features, pin }: DecisionInput): string | undefined {
  const { record, contextSize, misfit } = option;
  const pinned = asked.kind === 'local';
  if (asked.kind === 'cloud') return 'the request names a cloud model';
  if (asked.kind === 'moa' && features.task !== 'chat') return 'a mixture answers conversations only';
  if (pinned && asked.id !== record.id) return 'the request names another model';
  if (pin === 'cloud') return 'the request is pinned to the cloud';
  if (misfit !== undefined) return misfit;
  const beyond = pinned ? undefined : option.beyondBudget?.();
  if (beyond !== undefined) return beyond;
  if (features.media.length > 0)
    return `it takes text only, not ${[...new Set(features.media)].join(' and ')}`;
  if (features.characters / MAX_CHARACTERS_PER_TOKEN > contextSize)
    return `the request is too long for its context of ${contextSize} tokens`;
  if (features.task === 'embed')
    return pinned || record.card.jobs.includes('embed') ? undefined : 'it is no embedding model';
  if (record.info.embeddingOnly) return 'it makes embeddings only';
  if (!pinned && isSpecialist(option) && !features.command) return 'it answers single everyday commands only';
  return undefined;
}

/** Why a cloud model may not or cannot take the request, if so. */
function cloudObstacle(option: CloudOption, input: DecisionInput): string | undefined {
  const { asked, label, pin, offline, sealed } = input;
  const pinned = asked.kind === 'cloud';
  if (asked.kind === 'local') return 'the request names a local model';
  if (asked.kind === 'moa') return 'the request names models of this device';
  if (pinned && `${asked.provider}/${asked.model}` !== option.model) return 'the request names another model';
  if (pin === 'local') return 'the request is pinned to this device';
  if (!mayLeave(label)) return `label ${label}: the content stays on this device`;
  if (offline) return 'offline mode is on';
  if (!option.hasKey) return `no key (nearmost keys add ${option.provider})`;
  if (sealed !== undefined) return sealed;
  if (option.overBudget !== undefined) return option.overBudget;
  return pinned ? undefined : option.resting;
}

/**
 * A named skill is asked by its name only, and a variant of a specialist also by a mixture: neither is a candidate nor worth
 * a word otherwise.
 */
const nameable =
  ({ asked }: DecisionInput) =>
  (option: LocalOption): boolean =>
    (option.record.adapter ?? option.record.variantOf) === undefined ||
    (asked.kind === 'local' && asked.id === option.record.id) ||
    (asked.kind === 'moa' && isSpecialist(option));

/** Specialists first (small, sure of their job), then the owner's choice, then the largest that fits. */
function localOrder(options: LocalOption[], preferred: string): LocalOption[] {
  const rank = (option: LocalOption): number =>
    isSpecialist(option) ? 0 : option.record.id === preferred ? 1 : 2;
  return options.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      b.record.info.parameters - a.record.info.parameters ||
      // by characters, not by the language of this machine
      (a.record.id < b.record.id ? -1 : 1),
  );
}

/**
 * Orders the places that may answer a request, nearest and cheapest first, and says why the others may not. Pure: the
 * same input always gives the same order.
 */
export function decide(input: DecisionInput): Decision {
  const candidates: Candidate[] = [];
  const rejected: Rejection[] = [];
  const standIns: Candidate[] = [];
  const silent: Candidate[] = [];
  let general: string | undefined;
  // a mixture asks all that can do it
  const preference = input.asked.kind !== 'moa';
  for (const option of localOrder(input.locals.filter(nameable(input)), input.preferred)) {
    const candidate: Candidate = { place: 'local', model: `local/${option.record.id}` };
    const unable = localObstacle(option, input);
    const obstacle =
      unable ??
      (general === undefined || isSpecialist(option) || !preference ? undefined : `${general} is preferred`);
    if (unable === undefined && obstacle !== undefined) standIns.push(candidate);
    if (obstacle === undefined) candidates.push(candidate);
    else rejected.push({ ...candidate, reason: obstacle });
    if (obstacle === undefined && !isSpecialist(option)) general = candidate.model;
  }
  for (const option of input.clouds) {
    const candidate: Candidate = { place: 'cloud', model: option.model };
    const obstacle = cloudObstacle(option, input);
    if (obstacle !== undefined) rejected.push({ ...candidate, reason: obstacle });
    else if (option.silence === undefined) candidates.push(candidate);
    else silent.push(candidate);
  }
  candidates.push(...silent);
  const pinned = input.asked.kind === 'local' || input.asked.kind === 'cloud';
  return { candidates, rejected, standIns, pinned };
}
