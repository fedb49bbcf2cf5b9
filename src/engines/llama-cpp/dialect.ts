import type { Template } from './template.ts';

/** How a model writes tool calls. */
export type CallFormat = 'hermes' | 'mistral' | 'llama' | 'json';

/** What a chat template can do, found by trying it. */
export interface Dialect {
  /** System messages reach the prompt, or the template chooses among them by their words. */
  system: boolean;
  /** Tool descriptions reach the prompt. */
  tools: boolean;
  /** Results of tools reach the prompt under their own role. */
  toolRole: boolean;
  /** The template knows `enable_thinking`. */
  thinkingSwitch: boolean;
  format: CallFormat;
  /** Marks around thinking. */
  tags: { open: string; close: string };
}

const TAGS = [
  ['<think>', '</think>'],
  ['[THINK]', '[/THINK]'],
  ['<thinking>', '</thinking>'],
  ['<seed:think>', '</seed:think>'],
] as const;

/** Values that every template may ask for. */
export interface TemplateTokens {
  bos_token: string;
  eos_token: string;
}

const PROBE = 'nearmostprobe';

/** A template that compares what a system message says, like that of the house model: a probe cannot guess the words. */
const CHOOSES = /'system'\]? and \w+(?:\['content'\]|\.content) ==/;

/** Finds out what a template can do. */
export function readDialect(source: string, template: Template, tokens: TemplateTokens): Dialect {
  const reaches = (values: Record<string, unknown>): boolean => {
    try {
      return template({ ...tokens, add_generation_prompt: true, ...values }).includes(PROBE);
    } catch {
      return false;
    }
  };
  const user = { role: 'user', content: 'hello' };
  const call = { type: 'function', id: 'call12345', function: { name: 'look', arguments: { at: 'x' } } };
  const tool = {
    type: 'function',
    function: { name: PROBE, description: 'x', parameters: { type: 'object', properties: {} } },
  };
  const [open, close] = TAGS.find(([, end]) => source.includes(end)) ?? TAGS[0];
  const xml = source.includes('<function=');
  return {
    system: reaches({ messages: [{ role: 'system', content: PROBE }, user] }) || CHOOSES.test(source),
    tools: !xml && reaches({ messages: [user], tools: [tool] }),
    toolRole:
      !xml &&
      reaches({
        messages: [
          user,
          { role: 'assistant', content: '', tool_calls: [call] },
          { role: 'tool', name: 'look', tool_call_id: 'call12345', content: PROBE },
        ],
      }),
    thinkingSwitch: source.includes('enable_thinking'),
    format: source.includes('[TOOL_CALLS]')
      ? 'mistral'
      : source.includes('<tool_call>') && !xml
        ? 'hermes'
        : /python_tag|"parameters"|ipython/.test(source)
          ? 'llama'
          : 'json',
    tags: { open, close },
  };
}
