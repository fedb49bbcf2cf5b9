import { ollamaSuite } from './ollama-suite.ts';
import { overFake, overRuntime } from './target.ts';

ollamaSuite('the ollama client on a runtime in memory', overFake);
ollamaSuite('the ollama client on the real runtime and a provider', overRuntime);
