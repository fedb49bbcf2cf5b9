import { defineCommand } from '../command.ts';
import { install, list, remove, rollback } from '../skill/installed.ts';
import { pack, sign, verify } from '../skill/make.ts';
import { publish, pull, update } from '../skill/share.ts';

/** Signed packages of skills. */
export const command = defineCommand({
  summary: 'pack, sign, install and update skills as signed packages',
  group: 'Models',
  rank: 40,
  examples: [
    ['skill', 'what is installed'],
    ['skill pull acme.title --from https://skills.acme.example', 'from a registry'],
    ['skill pack ./mail-triage --as acme.triage@1.0.0', 'make a package of an exported skill'],
    ['skill rollback acme.triage', 'the version before'],
  ],
  commands: { list, pull, update, rollback, remove, install, pack, sign, verify, publish },
  run: async (cli, input) => list.run?.(cli, input),
});
