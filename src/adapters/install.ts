import { NearmostError } from '../contract/errors.ts';
import { adapterId } from '../store/place-adapter.ts';
import { takeFile, type FetchFile } from './blobs.ts';
import { chooseVariant, filesOf } from './choose-variant.ts';
import { manifestDigest, writeEnvelope, type Envelope } from './envelope.ts';
import { findBase } from './find-base.ts';
import { isFolderSource } from './folder-source.ts';
import { findSigner } from './find-signer.ts';
import { judgeInstall } from './judge-install.ts';
import { checkWeights } from './read-weights.ts';
import { dropFiles, filesOfVersions, serveVersion, type InstallDeps } from './serve.ts';
import {
  currentOf,
  KEPT_VERSIONS,
  readState,
  withSkill,
  type InstalledVersion,
  type SkillState,
} from './state.ts';
import { trustedKeys, type TrustedKey } from './trust.ts';
import { compareVersions } from './version.ts';

export interface Installed {
  readonly name: string;
  readonly version: string;
  /** The version that served before; undefined: none. */
  readonly before: string | undefined;
  /** Id of the model it serves as. */
  readonly model: string;
  readonly signer: TrustedKey;
  /** After this moment no device takes the version any more, ISO. */
  readonly expires: string;
  readonly outcome: 'installed' | 'already' | 'skipped';
}

export interface InstallRequest {
  envelope: Envelope;
  /** Where it comes from: a registry's address or a folder. */
  source: string;
  /** Hosts that the registry may point to. */
  hosts?: readonly string[];
  fetchFile: FetchFile;
  /** The owner named this very version. */
  asked: boolean;
}

/** The state after a version came in: it serves, the one before it stands next, and the oldest are dropped. */
function withVersion(
  state: SkillState | undefined,
  made: InstalledVersion,
  name: string,
  { source, hosts = [] }: Pick<InstallRequest, 'source' | 'hosts'>,
): SkillState {
  const { version } = made;
  const { versions = [], current, seen = version, skipped = [] } = state ?? {};
  // A folder knows no newer versions: updates go on coming from the registry that was there before.
  const from = isFolderSource(source) && state ? state : { source, hosts };
  const others = versions.filter((one) => one.version !== version && one.version !== current);
  const before = versions.filter((one) => one.version === current && one.version !== version);
  return {
    format: 1,
    name,
    source: from.source,
    hosts: [...from.hosts],
    seen: compareVersions(version, seen) > 0 ? version : seen,
    current: version,
    skipped: skipped.filter((one) => one !== version),
    versions: [...others, ...before, made].slice(-KEPT_VERSIONS),
    pending: true,
  };
}

/**
 * Verifies a package by the trust policy and installs it: the former version serves until the new one is whole and
 * checked. Two processes do not install the same skill at once; a process that is killed leaves the former version.
 * @throws package_refused, invalid_package, invalid_model_file, overloaded, disk_full, and what `fetchFile` throws
 */
export async function installPackage(deps: InstallDeps, request: InstallRequest): Promise<Installed> {
  const { envelope, fetchFile, asked } = request;
  const { manifest } = envelope;
  const { places } = deps;
  const { name, version, expires } = manifest;
  return withSkill(places, name, async () => {
    const signer = findSigner(envelope, trustedKeys(places));
    const digest = manifestDigest(manifest);
    const state = readState(places, name);
    const before = state && currentOf(state);
    const verdict = judgeInstall({ manifest, digest, state, now: deps.now(), asked });
    const serves = deps.records().some(({ id }) => id === before?.model);
    if (before && (verdict === 'skipped' || (verdict === 'already' && serves)))
      return {
        name,
        version,
        before: before.version,
        model: before.model,
        signer,
        expires,
        outcome: verdict,
      };
    const base = await findBase(manifest, deps.records(), deps.digestOf);
    const variant = chooseVariant(manifest, deps.device);
    try {
      for (const file of filesOf(manifest, variant)) {
        const path = await takeFile(places, name, file, fetchFile);
        if (file.name === variant.file) await checkWeights(path, base, manifest.base.sha256);
      }
    } catch (error) {
      // What a later try can go on with stays.
      if (!NearmostError.from(error).retryable) dropFiles(deps, manifest.files);
      throw error;
    }
    const made: InstalledVersion = {
      version,
      digest,
      variant: variant.id,
      signer: { key: signer.key, name: signer.name },
      envelope: writeEnvelope(envelope),
      model: adapterId(base, name),
      at: deps.now(),
    };
    await serveVersion(deps, withVersion(state, made, name, request));
    dropFiles(deps, filesOfVersions(state?.versions ?? []));
    return {
      name,
      version,
      before: before?.version,
      model: made.model,
      signer,
      expires,
      outcome: 'installed',
    };
  });
}
