/** The provider for the AI SDK: `import { createNearmost } from 'nearmost/client/ai-sdk'`. */
export { createNearmost, type NearmostProvider } from './create-nearmost.ts';
export type { NearmostOptions } from './call-options.ts';
export type { ClientOptions } from '../client.ts';
