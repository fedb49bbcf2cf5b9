import type { ChatPart, TokenLogprob } from '../../../contract/index.ts';
import {
  callItem,
  deltaLogprobs,
  itemId,
  messageItem,
  reasoningItem,
  reasoningPart,
  textPart,
  type ItemStatus,
} from './items.ts';

/** Sends one event; the sequence number is added. */
export type Emit = (type: string, fields: object) => void;

interface OpenItem {
  /** The item as it stands. */
  item(status: ItemStatus): object;
  /** Says that all of it was sent; the item itself follows. */
  finish(): void;
}

interface TextItem extends OpenItem {
  add(text: string, logprobs?: TokenLogprob[]): void;
}

/** The items of one answer while they grow, each announced, filled and closed by events. */
export interface OpenItems {
  add(part: Extract<ChatPart, { type: 'text' | 'reasoning' | 'tool-call' }>): void;
  /** Closes what is open: `incomplete` when the answer was cut. */
  close(status: ItemStatus): void;
  /** Everything so far. */
  output(): object[];
}

/** A message or a chain of thoughts: one part of text that grows. */
function openText(
  kind: 'message' | 'reasoning',
  at: { item_id: string; output_index: number },
  emit: Emit,
): TextItem {
  const message = kind === 'message';
  const where = { ...at, content_index: 0 };
  const name = message ? 'output_text' : 'reasoning_text';
  const tokens: TokenLogprob[] = [];
  let text = '';
  const part = (): object => (message ? textPart(text, tokens) : reasoningPart(text));
  const item: TextItem['item'] = (status) =>
    (message ? messageItem : reasoningItem)(at.item_id, status, [part()]);
  const empty = (message ? messageItem : reasoningItem)(at.item_id, 'in_progress', []);
  emit('response.output_item.added', { output_index: at.output_index, item: empty });
  emit('response.content_part.added', { ...where, part: part() });
  return {
    item,
    add(delta, logprobs = []) {
      text += delta;
      tokens.push(...logprobs);
      emit(`response.${name}.delta`, {
        ...where,
        ...(message ? { logprobs: deltaLogprobs(logprobs) } : {}),
        delta,
      });
    },
    finish() {
      emit(`response.${name}.done`, {
        ...where,
        ...(message ? { logprobs: deltaLogprobs(tokens) } : {}),
        text,
      });
      emit('response.content_part.done', { ...where, part: part() });
    },
  };
}

interface CallItem extends OpenItem {
  add(delta: string): void;
}

function openCall(
  at: { item_id: string; output_index: number },
  call: { id: string; name: string },
  emit: Emit,
): CallItem {
  let args = '';
  const item: CallItem['item'] = (status) => callItem(at.item_id, status, { ...call, arguments: args });
  emit('response.output_item.added', { output_index: at.output_index, item: item('in_progress') });
  return {
    item,
    add(delta) {
      if (delta === '') return;
      args += delta;
      emit('response.function_call_arguments.delta', { ...at, delta });
    },
    finish: () => emit('response.function_call_arguments.done', { ...at, name: call.name, arguments: args }),
  };
}

/** Opens the items of the answer to one request. */
export function openItems(requestId: string, emit: Emit): OpenItems {
  const items: { open: OpenItem; closed?: ItemStatus }[] = [];
  const calls = new Map<number, CallItem>();
  /** The text that grows just now. */
  let text: { kind: 'text' | 'reasoning'; item: TextItem; at: number } | undefined;

  function place<T extends OpenItem>(
    kind: 'msg' | 'rs' | 'fc',
    make: (at: { item_id: string; output_index: number }) => T,
  ): T {
    const open = make({ item_id: itemId(kind, requestId, items.length), output_index: items.length });
    items.push({ open });
    return open;
  }
  function closeAt(index: number, status: ItemStatus): void {
    const entry = items[index];
    if (entry === undefined || entry.closed !== undefined) return;
    entry.closed = status;
    entry.open.finish();
    emit('response.output_item.done', { output_index: index, item: entry.open.item(status) });
  }
  function openTextOf(kind: 'text' | 'reasoning'): TextItem {
    if (text?.kind === kind) return text.item;
    endText();
    const message = kind === 'text';
    const at = items.length;
    const item = place(message ? 'msg' : 'rs', (where) =>
      openText(message ? 'message' : 'reasoning', where, emit),
    );
    text = { kind, item, at };
    return item;
  }
  /** Text ends where something else begins; calls may grow side by side, so they stay open. */
  function endText(): void {
    if (text) closeAt(text.at, 'completed');
    text = undefined;
  }

  return {
    add(part) {
      if (part.type === 'text') openTextOf('text').add(part.text, part.logprobs);
      else if (part.type === 'reasoning') openTextOf('reasoning').add(part.text);
      else {
        endText();
        let call = calls.get(part.index);
        if (!call) {
          const { id = `call_${part.index}`, name = '' } = part;
          call = place('fc', (where) => openCall(where, { id, name }, emit));
          calls.set(part.index, call);
        }
        call.add(part.arguments);
      }
    },
    close(status) {
      if (items.length === 0) openTextOf('text'); // an answer without a word is a message without a word
      for (const index of items.keys()) closeAt(index, status);
      text = undefined;
    },
    output: () => items.map(({ open, closed }) => open.item(closed ?? 'incomplete')),
  };
}
