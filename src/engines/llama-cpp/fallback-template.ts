/** For models whose file has no template: ChatML where the vocabulary knows it, else plain words. */
export function fallbackTemplate(knows: (token: string) => boolean): string {
  if (knows('<|im_start|>') && knows('<|im_end|>'))
    return `{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;
  return `{{ bos_token }}{% for message in messages %}{% if message.role == 'system' %}{{ message.content + '\\n\\n' }}{% elif message.role == 'assistant' %}{{ 'Assistant: ' + message.content + '\\n' }}{% else %}{{ 'User: ' + message.content + '\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}`;
}
