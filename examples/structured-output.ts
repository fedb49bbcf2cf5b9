// An answer of a given shape. The model cannot write anything else, and the result is checked against the schema as well.
// Run it: node examples/structured-output.ts
// In your own project the import is: import { createRuntime } from 'nearmost';
import { createRuntime } from '../src/index.ts';

const runtime = await createRuntime();
try {
  const { choices, route } = await runtime.chat({
    model: 'local/house',
    messages: [{ role: 'user', content: 'turn on the lights in the kitchen' }],
    responseFormat: {
      type: 'json_schema',
      name: 'command',
      schema: {
        type: 'object',
        properties: {
          intent: { enum: ['ControlLights', 'SetTimer', 'PlayMusic'] },
          slots: { type: 'object', additionalProperties: { type: 'string', maxLength: 40 } },
        },
        required: ['intent', 'slots'],
        additionalProperties: false,
      },
    },
  });
  const command = JSON.parse(choices[0]?.text ?? '') as { intent: string; slots: Record<string, string> };
  console.log(`${command.intent} ${JSON.stringify(command.slots)} from ${route.model}`);
} finally {
  await runtime.close();
}
