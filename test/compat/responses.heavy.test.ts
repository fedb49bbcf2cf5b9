import { overFake, overRuntime } from './target.ts';
import { responsesSuite } from './responses-suite.ts';

responsesSuite('the responses of the openai client on a runtime in memory', overFake);
responsesSuite('the responses of the openai client on the real runtime and a provider', overRuntime);
