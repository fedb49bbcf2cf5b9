import type { GgufEntry } from '../write.ts';

/** The ChatML format. */
export const CHATML =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + (message['content'] or '') + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const SPECIALS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];

/** The token of each byte: visible ones stand for themselves, the rest from code point 256 on (the byte-level alphabet). */
function byteTokens(): string[] {
  let hidden = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const visible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCodePoint(visible ? byte : 256 + hidden++);
  });
}

/** A tokenizer of single bytes with ChatML's marks, filled up to `size` tokens. */
export function byteTokenizer(size: number, template: string): GgufEntry[] {
  const bytes = byteTokens();
  const fillers = Array.from({ length: size - bytes.length - SPECIALS.length }, (_, i) => `<unused${i}>`);
  const tokens = [...bytes, ...fillers, ...SPECIALS];
  const types = [...bytes.map(() => 1), ...fillers.map(() => 5), ...SPECIALS.map(() => 3)];
  const id = (token: string): number => tokens.indexOf(token);
  return [
    { key: 'tokenizer.ggml.model', type: 'string', value: 'gpt2' },
    { key: 'tokenizer.ggml.pre', type: 'string', value: 'gpt-2' },
    { key: 'tokenizer.ggml.tokens', arrayOf: 'string', values: tokens },
    { key: 'tokenizer.ggml.token_type', arrayOf: 'i32', values: types },
    { key: 'tokenizer.ggml.merges', arrayOf: 'string', values: ['h e'] },
    { key: 'tokenizer.ggml.bos_token_id', type: 'u32', value: id('<|endoftext|>') },
    { key: 'tokenizer.ggml.eos_token_id', type: 'u32', value: id('<|im_end|>') },
    { key: 'tokenizer.ggml.padding_token_id', type: 'u32', value: id('<|endoftext|>') },
    { key: 'tokenizer.ggml.add_bos_token', type: 'bool', value: false },
    { key: 'tokenizer.chat_template', type: 'string', value: template },
  ];
}
