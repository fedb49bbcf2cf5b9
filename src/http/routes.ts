import { feedback } from './feedback.ts';
import { health } from './health.ts';
import { metrics } from './metrics.ts';
import { later } from './later.ts';
import { listModels, retrieveModel } from './models.ts';
import { chatCompletions } from './openai/chat-completions.ts';
import { completions } from './openai/completions.ts';
import { embeddings } from './openai/embeddings.ts';
import { ADMIN_ROUTES } from './admin/routes.ts';
import type { Route } from './route.ts';

/** Every address there is; a route that is not here is not served, and one that is not public needs the token. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/health', public: true, handler: health, about: 'whether the server answers' },
  { method: 'GET', path: '/metrics', handler: metrics, about: 'figures as Prometheus text' },
  {
    method: 'POST',
    path: '/v1/chat/completions',
    handler: chatCompletions,
    about: 'continue a conversation',
  },
  { method: 'POST', path: '/v1/completions', handler: completions, about: 'continue a text' },
  { method: 'POST', path: '/v1/embeddings', handler: embeddings, about: 'turn texts into vectors' },
  {
    method: 'POST',
    path: '/v1/messages',
    handler: later(async () => (await import('./anthropic/messages.ts')).messages),
    about: 'the same as Anthropic: continue a conversation',
  },
  {
    method: 'POST',
    path: '/v1/messages/count_tokens',
    handler: later(async () => (await import('./anthropic/messages.ts')).countMessageTokens),
    about: 'count the tokens of a conversation',
  },
  {
    method: 'POST',
    path: '/v1/responses',
    handler: later(async () => (await import('./openai/responses/responses.ts')).responses),
    about: 'the same as items and typed events; nothing is stored',
  },
  {
    method: 'POST',
    path: '/v1/responses/input_tokens',
    handler: later(async () => (await import('./openai/responses/input-tokens.ts')).inputTokens),
    about: 'tokens of the same body, not answered',
  },
  {
    method: 'POST',
    path: '/v1/feedback',
    handler: feedback,
    about: 'judge an answer: {"request_id", "verdict": "good" or "bad", or "score": 0 to 1, "app"}',
  },
  { method: 'GET', path: '/v1/models', handler: listModels, about: 'what can be named as model' },
  { method: 'GET', path: '/v1/models/:id{.+}', handler: retrieveModel, about: 'one model' },
  {
    method: 'POST',
    path: '/api/chat',
    handler: later(async () => (await import('./ollama/generate.ts')).ollamaChat),
    about: 'the same as Ollama: continue a conversation',
  },
  {
    method: 'POST',
    path: '/api/generate',
    handler: later(async () => (await import('./ollama/generate.ts')).ollamaGenerate),
    about: 'answer a prompt, or continue a text',
  },
  {
    method: 'POST',
    path: '/api/embed',
    handler: later(async () => (await import('./ollama/embed.ts')).ollamaEmbed),
    about: 'turn texts into vectors',
  },
  {
    method: 'POST',
    path: '/api/embeddings',
    handler: later(async () => (await import('./ollama/embed.ts')).ollamaEmbeddings),
    about: 'turn one text into a vector',
  },
  {
    method: 'GET',
    path: '/api/tags',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaTags),
    about: 'what can be named as model',
  },
  {
    method: 'GET',
    path: '/api/ps',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaPs),
    about: 'models in memory',
  },
  {
    method: 'POST',
    path: '/api/show',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaShow),
    about: 'one model: {"model"}',
  },
  {
    method: 'GET',
    path: '/api/version',
    handler: later(async () => (await import('./ollama/models.ts')).ollamaVersion),
    about: 'the version of the interface',
  },
  ...ADMIN_ROUTES,
];
