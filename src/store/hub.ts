import { setTimeout as delay } from 'node:timers/promises';
import { NearmostError } from '../contract/errors.ts';
import type { Egress, EgressResponse } from '../contract/index.ts';
import type { HubFile } from './choose-file.ts';
import { discard, openSource } from './open-source.ts';

/** What a hub says of a repository. */
export interface HubRepository {
  /** Commit: addresses with it always give the same bytes. */
  revision: string;
  licence: string | undefined;
  files: HubFile[];
}

export interface HubCall {
  hub: string;
  egress: Egress;
  /** Value of the Authorization header. */
  authorization?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Waits between two tries. */
  sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
}

/** The list of a repository with thousands of files is some MB. */
const MOST_BYTES = 16 * 2 ** 20;

type Json = { readonly [name: string]: unknown };
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const size = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

function fileOf(sibling: Json): HubFile[] {
  const name = text(sibling['rfilename']);
  if (name === undefined) return [];
  const lfs = object(sibling['lfs']);
  const bytes = size(lfs['size']) ?? size(sibling['size']);
  const sha256 = text(lfs['sha256']) ?? text(lfs['oid'])?.replace(/^sha256:/, '');
  return [
    {
      name,
      ...(bytes === undefined ? {} : { bytes }),
      ...(sha256 !== undefined && /^[\da-f]{64}$/.test(sha256) ? { sha256 } : {}),
    },
  ];
}

function licenceOf(model: Json): string | undefined {
  const tags = Array.isArray(model['tags']) ? model['tags'].filter((tag) => typeof tag === 'string') : [];
  return (
    text(object(model['cardData'])['license']) ?? tags.find((tag) => tag.startsWith('license:'))?.slice(8)
  );
}

const path = (name: string): string => name.split('/').map(encodeURIComponent).join('/');

/** Address of a file's bytes. */
export function fileAddress(hub: string, repo: string, revision: string, file: string): string {
  return `${hub.replace(/\/+$/, '')}/${repo}/resolve/${encodeURIComponent(revision)}/${path(file)}`;
}

function refusal(status: number, repo: string, hub: string): NearmostError {
  if (status === 401 || status === 403 || status === 404)
    return new NearmostError(
      'unknown_model',
      `${new URL(hub).host} has no model ${repo}, or does not show it (${status}).`,
      {
        hint: `Check the name. If it is gated, accept its terms on ${hub}/${repo} and set HF_TOKEN. Recommended models: nearmost pull`,
      },
    );
  return new NearmostError(
    'download_failed',
    `${new URL(hub).host} answered ${status} when asked for ${repo}.`,
  );
}

/** Asks up to three times: the network or the hub may have a bad moment. */
async function ask(url: string, call: HubCall): Promise<EgressResponse> {
  const { hub, signal, sleep = (ms) => delay(ms, undefined, signal === undefined ? {} : { signal }) } = call;
  for (let tries = 1; ; tries++) {
    try {
      const { response } = await openSource({
        ...call,
        url,
        headers: { accept: 'application/json' },
        timeoutMs: 30_000,
      });
      if (tries >= 3 || (response.status < 500 && response.status !== 429)) return response;
      await discard(response);
    } catch (error) {
      if (signal?.aborted === true)
        throw new NearmostError('cancelled', 'The pull was stopped.', { cause: error });
      if (NearmostError.isInstance(error)) throw error;
      if (tries >= 3)
        throw new NearmostError(
          'download_failed',
          `${new URL(hub).host} cannot be reached: ${(error as Error).message}.`,
          { hint: 'Check the network, then run the same command again.', cause: error },
        );
    }
    await sleep(500 * tries, signal);
  }
}

/**
 * Asks a hub what a repository holds.
 * @throws unknown_model, download_failed, offline, cancelled
 */
export async function readRepository(repo: string, revision: string, call: HubCall): Promise<HubRepository> {
  const base = `${call.hub.replace(/\/+$/, '')}/api/models/${repo}`;
  const url = `${revision === 'main' ? base : `${base}/revision/${encodeURIComponent(revision)}`}?blobs=true`;
  const response = await ask(url, call);
  if (response.status !== 200) {
    await discard(response);
    throw refusal(response.status, repo, call.hub);
  }
  let value: unknown;
  try {
    value = JSON.parse(await response.text(MOST_BYTES));
  } catch (error) {
    throw new NearmostError(
      'download_failed',
      `${new URL(call.hub).host} did not answer with JSON; is it a model hub?`,
      {
        hint: 'See the address: nearmost config. It must speak the paths of huggingface.co.',
        cause: error,
      },
    );
  }
  const model = object(value);
  const siblings = Array.isArray(model['siblings']) ? model['siblings'] : [];
  const commit = text(model['sha']);
  return {
    revision: commit !== undefined && /^[\da-f]{40}$/.test(commit) ? commit : revision,
    licence: licenceOf(model),
    files: siblings.flatMap((one) => fileOf(object(one))),
  };
}
