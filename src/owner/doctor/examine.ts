import type { Finding, Settings } from '../../contract/index.ts';
import type { Bandwidth } from '../../device/profile.ts';
import { createEgress } from '../../privacy/egress.ts';
import type { Home } from '../../store/home.ts';
import { loadSettings } from '../../store/settings.ts';
import { checkDevice, checkEngine } from './device.ts';
import { checkHome, checkNode, checkServer, checkSettings, checkToken } from './home.ts';
import { checkKeys, checkReach } from './keys.ts';
import { checkLink } from './link.ts';
import { checkModels } from './models.ts';

/** Where the doctor looks, and what only its caller can find out. */
export interface ExamineOptions {
  env: NodeJS.ProcessEnv;
  cwd: string;
  signal: AbortSignal;
  /** Also ask whether the providers with a key answer. Sends no key and no content. */
  online: boolean;
  /** Reads memory for a moment and tells how fast. */
  measure: () => Promise<Bandwidth>;
  /** The server of this home, where one runs. */
  findServer: (home: Home) => Promise<{ url: string; pid: number } | undefined>;
  isPortFree: (port: number) => Promise<boolean>;
}

async function checkProviders(
  settings: Settings,
  { env, signal }: Pick<ExamineOptions, 'env' | 'signal'>,
): Promise<Finding[]> {
  const door = createEgress({ offline: () => settings.router.offline, onCrossing: () => undefined });
  try {
    return await checkReach(settings, env, door.egress, signal);
  } finally {
    await door.close();
  }
}

/** Looks at everything that Nearmost needs and says what to mend. Never rejects for what it finds. */
export async function examine(options: ExamineOptions): Promise<Finding[]> {
  const { env, cwd, online, measure, findServer, isPortFree } = options;
  const [found, home] = checkHome(env);
  const findings = [
    checkNode(process.version),
    ...(await checkDevice(home?.dir ?? cwd, measure)),
    await checkEngine(),
    found,
  ];
  if (home === undefined) return findings;
  const settingsFinding = await checkSettings(options, home);
  findings.push(settingsFinding, checkToken(home), ...(await checkModels(home)));
  if (settingsFinding.level === 'problem') return findings;
  const { settings } = await loadSettings({ home, cwd, env });
  findings.push(
    await checkServer(await findServer(home), settings.server.port, isPortFree),
    await checkLink(settings),
    ...(await checkKeys(settings, env)),
  );
  return online ? [...findings, ...(await checkProviders(settings, options))] : findings;
}
