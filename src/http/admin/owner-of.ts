import { NearmostError, type Owner } from '../../contract/index.ts';
import type { Exchange } from '../exchange.ts';

/** The owner's side of this server. @throws NearmostError unsupported where a program serves a runtime by itself */
export function ownerOf({ server }: Exchange): Owner {
  if (server.owner) return server.owner;
  throw new NearmostError(
    'unsupported',
    'This server was started by a program and serves its runtime only.',
    {
      hint: 'Start the server with nearmost up.',
    },
  );
}
