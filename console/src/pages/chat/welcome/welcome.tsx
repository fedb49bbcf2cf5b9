import './welcome.css';
import type { Models } from '../models/use-models.ts';
import { Examples } from './examples.tsx';
import { NextSteps } from './next-steps.tsx';

/** What is seen before anything was asked: what this is, something to try, and what comes next. */
export function Welcome({ models, onAsk }: { models: Models; onAsk: (text: string) => void }) {
  return (
    <div class="welcome">
      <header class="welcome-head">
        <h1>Ask the nearest model</h1>
        <p>
          A model is a program that has learned from many texts to understand words and to answer. Nearmost
          gives each request to the nearest model that can do it: on this device where possible, in the cloud
          only where you allow it, and it always says which one it was, and why.
        </p>
      </header>
      <section aria-labelledby="try-it">
        <h2 id="try-it">Try it: these are answered on this device, at once</h2>
        <Examples onAsk={onAsk} />
      </section>
      <NextSteps models={models} />
    </div>
  );
}
