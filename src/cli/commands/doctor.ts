import type { Finding } from '../../contract/index.ts';
import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';

async function look({ env, cwd, signal }: Cli, online: boolean): Promise<Finding[]> {
  const [{ examine }, { measureBandwidth }, { findServer }, { isPortFree }] = await Promise.all([
    import('../../owner/doctor/examine.ts'),
    import('../../device/bandwidth.ts'),
    import('../api-find.ts'),
    import('../api-port.ts'),
  ]);
  return examine({ env, cwd, signal, online, measure: measureBandwidth, findServer, isPortFree });
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
    const findings = await look(cli, options['online'] === true);
    const { VERSION } = await import('../version.ts');
    const healthy = findings.every(({ level }) => level !== 'problem');
    cli.result({ version: VERSION, healthy, findings });
    const { renderFindings } = await import('../views/doctor.ts');
    cli.say(renderFindings(findings, cli.paint, cli.columns));
    if (!healthy) process.exitCode = 1;
  },
});
