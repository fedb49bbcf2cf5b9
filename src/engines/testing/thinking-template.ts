/** A chat template whose models think first, unless they are told not to. */
export const THINKING = `{% for m in messages %}<|im_start|>{{ m.role }}
{{ m.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking == false %}<think>

</think>

{% else %}<think>
{% endif %}{% endif %}`;
