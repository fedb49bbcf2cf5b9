import { STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { NearmostError } from '../contract/index.ts';
import { openaiError } from './openai/error-body.ts';

/** What a failure of Node's parser means for the caller: the status that HTTP has for it, and our error. */
function describe(code: string | undefined): { status: number; error: NearmostError } {
  if (code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return {
      status: 431,
      error: new NearmostError('payload_too_large', 'The headers of the request are too large.', {
        hint: 'Send fewer or shorter headers: 16 kB together.',
      }),
    };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return {
      status: 408,
      error: new NearmostError('invalid_request', 'The request did not come to its end in time.', {
        hint: 'Send the request again, without a pause.',
      }),
    };
  return {
    status: 400,
    error: new NearmostError('invalid_request', 'This is no HTTP request that can be read.', {
      hint: 'Send HTTP/1.1, without TLS, to the address that nearmost up prints.',
    }),
  };
}

/** True when nothing of a reply has been sent on this connection, so that an error still fits on it. */
const isFree = (socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean =>
  socket.writable && socket._httpMessage?.headersSent !== true;

/** Answers what Node's parser refuses in the shape of the other errors; by itself Node sends no body. */
export function answerMalformed(server: Server): void {
  server.on('clientError', (failure: NodeJS.ErrnoException, socket: Duplex) => {
    if (failure.code === 'ECONNRESET' || !isFree(socket)) {
      socket.destroy();
      return;
    }
    const { status, error } = describe(failure.code);
    const body = JSON.stringify(openaiError(error));
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
  server.on('checkExpectation', (_incoming, outgoing) => {
    const error = new NearmostError('unsupported', 'The header "expect" asks for something unknown.', {
      param: 'expect',
      hint: 'Leave the header out, or send expect: 100-continue.',
    });
    const body = JSON.stringify(openaiError(error));
    outgoing
      .writeHead(417, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      })
      .end(body);
  });
}
