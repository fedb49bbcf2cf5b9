// Nearmost without a server: the runtime in your own process.
// Run it: node examples/library.ts
// In your own project the import is: import { createRuntime, NearmostError } from 'nearmost';
import { createRuntime, NearmostError } from '../src/index.ts';

const runtime = await createRuntime();
try {
  for (const content of ['wake me at 6:30 tomorrow', 'explain why the sky is blue']) {
    try {
      const { choices, route } = await runtime.chat({ model: 'auto', messages: [{ role: 'user', content }] });
      console.log(
        `${content}\n  ${choices[0]?.text ?? ''}\n  ${route.place}, ${route.model}: ${route.reason}`,
      );
    } catch (error) {
      // Nothing here can answer it, and without your word it does not leave this device.
      if (!NearmostError.isInstance(error)) throw error;
      console.log(`${content}\n  ${error.message}\n  next: ${error.hint}`);
    }
  }
} finally {
  await runtime.close();
}
