import type { ChatPart, ChatRequest, Message } from '../contract/index.ts';
import type { RouterDeps } from '../router/deps.ts';
import { chatFeatures } from '../router/features.ts';
import { holdUntil, startHold, type Held } from '../router/answer/hold.ts';
import type { Journey } from '../router/journey.ts';
import { localParts, type Opened } from '../router/calls/open.ts';
import type { Proposal } from './proposal.ts';
import { sumUsage, survives } from './propose.ts';

const AFTER =
  'Above is my request, below are drafts of an answer to it. Each may be wrong in part. ' +
  'Answer my request as well as you can: keep what is right, leave out what is not, do not mention the drafts.';

/** The fewest characters that a token stands for in ordinary text, for what surely fits a context. */
const CHARACTERS_PER_TOKEN = 3;

/**
 * The conversation with the drafts under its last message: what an aggregating model is asked. Undefined: the last message is
 * not a text of the user's.
 */
function withDrafts(request: ChatRequest, drafts: readonly string[]): ChatRequest | undefined {
  const last = request.messages.at(-1);
  if (last?.role !== 'user' || typeof last.content !== 'string') return undefined;
  const listed = drafts.map((draft, i) => `Draft ${i + 1}:\n${draft.trim()}`).join('\n\n');
  const asked: Message = { ...last, content: `${last.content}\n\n---\n${AFTER}\n\n${listed}` };
  return { ...request, messages: [...request.messages.slice(0, -1), asked] };
}

/** The parts of an answer, with the tokens of all that was said for it before. */
async function* withUsage(
  parts: AsyncIterable<ChatPart>,
  before: readonly Proposal[],
): AsyncGenerator<ChatPart> {
  const spent = before.map(({ usage }) => usage);
  for await (const part of parts)
    yield part.type === 'usage' ? { type: 'usage', usage: sumUsage([...spent, part.usage]) } : part;
}

/** An answer under way that was made from drafts. */
export interface Fused {
  readonly opened: Pick<Opened, 'record' | 'parts'>;
  readonly held: Held;
  /** `local/<id>` of the model that writes it. */
  readonly by: string;
}

/**
 * Lets the largest of those that drafted read all drafts and write the answer. Undefined: the drafts do not fit into its
 * context, there are none, or it failed before it said anything.
 */
export async function fuse(
  deps: Pick<RouterDeps, 'locals' | 'pool'>,
  journey: Journey,
  request: ChatRequest,
  drafts: readonly Proposal[],
  signal: AbortSignal,
): Promise<Fused | undefined> {
  const [first, ...others] = drafts.map(({ member }) => member);
  const asked = withDrafts(
    request,
    drafts.map(({ text }) => text),
  );
  if (first === undefined || asked === undefined) return undefined;
  const { record, base } = others.reduce(
    (a, b) => (b.record.info.parameters > a.record.info.parameters ? b : a),
    first,
  );
  const contextSize = deps.locals().find((local) => local.record.id === base.id)?.contextSize ?? 0;
  const room = (contextSize - (request.maxTokens ?? 0)) * CHARACTERS_PER_TOKEN;
  if (chatFeatures(asked).characters > room) return undefined;
  try {
    const said = localParts({ task: 'chat', request: asked }, record, base, deps.pool, signal, journey);
    const parts = withUsage(said, drafts);
    const held = startHold(parts);
    await holdUntil(held, 0);
    return { opened: { record, parts }, held, by: `local/${record.id}` };
  } catch (thrown) {
    survives(thrown);
    return undefined;
  }
}
