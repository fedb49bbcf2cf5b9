import type { Exchange } from './exchange.ts';

/** Whether a caller is on the machine of the server: only such a one may name its files. */
export const isLoopback = ({ incoming }: Exchange): boolean =>
  /^(?:::1$|(?:::ffff:)?127\.)/.test(incoming.socket.remoteAddress ?? '');
