/** The client of a running server: `import { createClient } from 'nearmost/client'`. */
export { createClient, type Client, type ClientOptions } from './client.ts';
export type { ClientStream, StreamHead } from './open-stream.ts';
export type { CallOptions } from './transport.ts';
export type { Ask, Effort } from './wire-request.ts';
export { NearmostError, type ErrorCode } from '../contract/errors.ts';
export type { ChatPart, ChatResult, Choice, Message, Tool, ToolCall, Usage } from '../contract/chat.ts';
export type { EmbedResult } from '../contract/embed.ts';
export type { LedgerEntry } from '../contract/ledger.ts';
export type { RouteInfo, Served } from '../contract/route.ts';
