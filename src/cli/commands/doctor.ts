import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';
import type { Finding } from '../doctor/finding.ts';

async function examine(cli: Cli, online: boolean): Promise<Finding[]> {
  const [homes, { checkModels }, { isPortFree }, { checkDevice, checkEngine }] = await Promise.all([
    import('../doctor/home.ts'),
    import('../doctor/models.ts'),
    import('../api-port.ts'),
    import('../doctor/device.ts'),
  ]);
  const [found, home] = homes.checkHome(cli.env);
  const findings = [
    homes.checkNode(process.version),
    ...(await checkDevice(home?.dir ?? cli.cwd)),
    await checkEngine(),
    found,
  ];
  if (home === undefined) return findings;
  const settingsFinding = await homes.checkSettings(cli, home);
  findings.push(settingsFinding, homes.checkToken(home), ...(await checkModels(home)));
  if (settingsFinding.level === 'problem') return findings;
  const [{ settingsOf }, { checkKeys, checkReach }, { checkLink }] = await Promise.all([
    import('../settings-of.ts'),
    import('../doctor/keys.ts'),
    import('../doctor/link.ts'),
  ]);
  const settings = await settingsOf(cli, home);
  findings.push(
    await homes.checkServer(home, settings.server.port, isPortFree),
    await checkLink(settings),
    ...(await checkKeys(settings, cli.env)),
  );
  if (!online) return findings;
  const { createEgress } = await import('../../privacy/egress.ts');
  const door = createEgress({ offline: () => settings.router.offline, onCrossing: () => undefined });
  try {
    return [...findings, ...(await checkReach(settings, cli.env, door.egress, cli.signal))];
  } finally {
    await door.close();
  }
}

/** Looks at everything that Nearmost needs and says what to mend. */
export const command = defineCommand({
  summary: 'check this machine and say what to mend',
  group: 'Look',
  rank: 30,
  options: [{ flags: '--online', words: 'also ask whether the providers with a key answer' }],
  examples: [
    ['doctor', 'everything on this machine'],
    ['doctor --json', 'for a report of a fault; holds no keys'],
  ],
  async run(cli, { options }) {
    const findings = await examine(cli, options['online'] === true);
    const { VERSION } = await import('../version.ts');
    const healthy = findings.every(({ level }) => level !== 'problem');
    cli.result({ version: VERSION, healthy, findings });
    const { renderFindings } = await import('../views/doctor.ts');
    cli.say(renderFindings(findings, cli.paint, cli.columns));
    if (!healthy) process.exitCode = 1;
  },
});
