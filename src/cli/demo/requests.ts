import type { Label, Place } from '../../contract/index.ts';

/** What a request of the demo is there to show. */
type Kind = 'command' | 'beyond' | 'private' | 'pin-local' | 'pin-cloud';

export interface DemoRequest {
  kind: Kind;
  text: string;
  label?: Label;
  pin?: Place;
}

const commands = (...texts: string[]): DemoRequest[] => texts.map((text) => ({ kind: 'command', text }));
const beyond = (...texts: string[]): DemoRequest[] => texts.map((text) => ({ kind: 'beyond', text }));
const kept = (label: Label, text: string): DemoRequest => ({ kind: 'private', text, label });

/** Forty requests, written for this project, in the order of an ordinary day. */
export const REQUESTS: readonly DemoRequest[] = [
  ...commands(
    'wake me at 6:30 tomorrow',
    'will it rain in Oslo on Friday',
    'play some Norah Jones',
    'turn on the lights in the kitchen',
  ),
  ...beyond('explain why the sky is blue to a curious child'),
  ...commands(
    'set a timer for 12 minutes',
    'remind me to water the plants on Sunday',
    'what is the weather like in Lisbon right now',
  ),
  kept('personal', 'remind me to ask Dr. Weber about my blood test results'),
  ...commands(
    'add this song to my workout playlist',
    'book a table for two at an Italian restaurant tonight',
    'rate this book four out of six',
    'find the movie schedule for tonight',
  ),
  ...beyond('write a short poem about a lighthouse in the fog'),
  ...commands(
    'dim the bedroom lights',
    'put lunch with Anna on my calendar for Thursday at noon',
    'text Maria that I am running late',
  ),
  kept('secret', 'make a note: the code of the cabin door is 4711'),
  ...commands(
    'play the album Kind of Blue by Miles Davis',
    'is it going to snow in Denver tomorrow',
    'set an alarm for 7 am on weekdays',
  ),
  ...beyond(
    'weigh the arguments for a universal basic income',
    'refactor this loop into a list comprehension',
  ),
  ...commands(
    'add Jolene to my country playlist',
    'book a restaurant in Boston for 5 people at 8 pm',
    'give The Old Man and the Sea five stars',
  ),
  kept('personal', 'send a message to mum: the biopsy was fine'),
  ...commands('find the book called The Hobbit', 'turn off the lights in the garage'),
  { kind: 'pin-local', text: 'note that the spare key is with the neighbours', pin: 'local' },
  ...beyond('summarise the causes of the French revolution in three sentences'),
  ...commands('show me the movie times at the nearest cinema', 'set a timer for the eggs for six minutes'),
  ...beyond('prove that the square root of two is irrational'),
  { kind: 'pin-cloud', text: 'translate "good morning" into Japanese', pin: 'cloud' },
  kept('personal', 'remind me to send the divorce papers to my lawyer on Monday'),
  ...commands('play some jazz', 'what will the temperature be in Cairo this weekend'),
  ...beyond(
    'compare the foreign policy of Bismarck and Metternich',
    'how does a transformer decide which token comes next',
  ),
];
