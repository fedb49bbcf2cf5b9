import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** A folder in the owner's home that is not there yet. */
function freeFolder(name: string): string {
  const first = join(homedir(), 'nearmost-skills', name);
  for (let folder = first, number = 2; ; folder = `${first}-${number}`, number += 1)
    if (!existsSync(folder)) return folder;
}

/** `GET /admin/skills/{id}/export`: where an export may go; nothing is written. */
export const adminSkillExportFolder: Handler = (exchange) => {
  const { id } = exchange.server.runtime.learning.skill(exchange.params['id'] ?? '');
  sendJson(exchange, 200, { folder: freeFolder(id) });
};
