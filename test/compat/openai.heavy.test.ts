import { openaiSuite } from './openai-suite.ts';
import { overFake, overRuntime } from './target.ts';

openaiSuite('the openai client on a runtime in memory', overFake);
openaiSuite('the openai client on the real runtime and a provider', overRuntime);
