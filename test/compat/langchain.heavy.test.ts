import { langchainSuite } from './langchain-suite.ts';
import { overFake, overRuntime } from './target.ts';

langchainSuite('LangChain over chat completions, on a runtime in memory', overFake, false);
langchainSuite('LangChain over responses, on a runtime in memory', overFake, true);
langchainSuite('LangChain over chat completions, on the real runtime', overRuntime, false);
langchainSuite('LangChain over responses, on the real runtime', overRuntime, true);
