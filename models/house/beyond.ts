import { pick } from '../../src/kit/random.ts';
import type { Random } from '../../src/kit/random.ts';
import { NONE, plain, textOf } from './command.ts';
import type { Command } from './command.ts';
import { expand } from './expand.ts';
import { dressed } from './generate.ts';

const list = (text: string): readonly string[] => text.split('|');

/** Requests for a large model: writing, explaining, coding, reasoning. Nothing that this model should answer. */
const PHRASES: readonly string[] = [
  '{write|compose|draft} {a|me a} [short |long |funny |formal |brief ]{poem|story|essay|speech|haiku|limerick|song|blog post|article|dialogue|summary} about <topic>',
  '{write|draft|compose} {an email|a letter|a reply|a cover letter|a complaint} {to|for} <someone> about <topic>',
  '{explain|describe}[ to me] {how|why} <fact>',
  '{explain|describe} <topic>[ in simple words| to a child| in one paragraph| like I am five]',
  'why {is it that|do people say} <fact>',
  'how {does|would} <topic> work',
  '{summarize|summarise|shorten|proofread|rewrite|paraphrase|improve|edit} {this|the following|my} {text|paragraph|email|article|essay|report|letter}[ in three sentences| for a general reader]',
  '{refactor|debug|fix|optimize|review|document|test} {this|my|the} {function|loop|code|class|query|script|program|method}[ in <language>| into smaller pieces]',
  '{write|implement|create} a {function|script|class|program|regular expression|query} {in <language> |}that {sorts a list|reverses a string|parses a date|counts words|finds duplicates|reads a file|computes primes}',
  'what is the difference between <topic> and <topic>',
  'compare <topic> {and|with} <topic>',
  'what are the {causes|consequences|advantages|drawbacks|main ideas|origins|effects} of <topic>',
  'give me {five|ten|three|some} {ideas|reasons|tips|arguments|examples} {for|about} <topic>',
  'what do {experts|historians|scientists|economists} {say|think} about <topic>',
  'who {invented|discovered|wrote about|was first to study} <topic>',
  'when {was|were} <topic> {discovered|invented|first described}',
  'prove that <fact>',
  'is it true that <fact>',
  'help me {understand|think through|prepare for|write about} <topic>',
  'what should I {know|read|consider} about <topic>',
  '{solve|work out} this {equation|puzzle|riddle|problem}[ step by step]',
  '{pretend|imagine} you are {a pirate|a teacher|a detective|my lawyer|an old king} and {talk|tell me} about <topic>',
  'plan {a curriculum|a diet|a workout program|a marketing strategy|a lesson} {about|on|for} <topic>',
  'analyse {the role of |the meaning of |}<topic>[ in modern society]',
  'how do I {negotiate|argue|argue better|teach} {about |}<topic>',
];

const TOPICS = list(
  'photosynthesis|the spanish armada|climate change|black holes|quantum mechanics|inflation|the roman empire|machine learning|a lonely robot|the ocean|an old mill|the moon landing|democracy|friendship|vaccines in history|the stock market|evolution|a dragon and a knight|recursion|blockchain|the industrial revolution|free will|jazz history|gravity|tax law|the cold war|renewable energy|a lost cat|autumn|time travel|artificial intelligence|supply and demand|the human heart|volcanoes|ancient greek philosophy|the immune system|urban planning|grief|minimalism|the renaissance|poker strategy|remote work|public transport|nuclear power|honey bees|the silk road|copyright|contract law|moving abroad|school uniforms|social media|linear algebra|statistics|database indexes|memory management',
);
const FACTS = list(
  'grass is green|birds migrate|ice floats on water|the sea is salty|leaves change color|planes stay in the air|we dream|cats purr|prices rise|the moon has phases|glass is transparent|people yawn|metals rust|languages die out|some animals glow|there are infinitely many primes|empires fall|stars twinkle|bread rises|tides happen|yeast makes dough grow|computers use binary|onions make us cry|old books smell',
);
const SOMEONE = list(
  'my landlord|a customer|the board|my professor|the city council|a hiring manager|a friend|my insurance company|the editor',
);
const LANGUAGES = list('python|javascript|rust|java|sql|typescript|c|haskell|go');

const makers = {
  topic: (random: Random) => pick(random, TOPICS),
  fact: (random: Random) => pick(random, FACTS),
  someone: (random: Random) => pick(random, SOMEONE),
  language: (random: Random) => pick(random, LANGUAGES),
};

/** One request that is to be declined. */
export function generateBeyond(random: Random): Command {
  const parts = dressed(expand(pick(random, PHRASES), makers, random), random);
  return plain(textOf({ parts, intent: NONE, slotsKnown: true, origin: 'none' }), NONE, 'none', true);
}
