import { pick } from '../../../src/learning/trainer/random.ts';
import type { Random } from '../../../src/learning/trainer/random.ts';
import { expand } from '../expand.ts';
import type { ValueMaker } from '../expand.ts';
import { dateAnswer } from './rows.ts';
import type { SkillRow } from './rows.ts';
import type { Reply } from './tasks.ts';

/** Replies to an invitation or a proposed time, by what they say. `<when>` is the span to find; see `expand` for the notation. */
export const REPLY_PHRASES: Readonly<Record<Reply, readonly string[]>> = {
  yes: [
    '{yes|sure|ok|okay|great|perfect}, <when> {works|works for me|is fine|is good|suits me}[ well]',
    '<when> {works|is fine|is perfect|sounds good}[ for me][, see you then]',
    '{yes please|yes|sounds good|sounds great|that works|absolutely|of course|deal}[, thanks| thank you]',
    "{see you|I'll see you|I will see you} <when>[ then]",
    '{I can|we can|I could} {make it|do it|meet|come} <when>[, no problem]',
    "I'm {free|available} <when>[, let's do it]",
    'count me in[ for <when>]',
    "let's {do|say|go with|take} <when>",
    '{please |}{book|put|write} {me|us} {down|in} for <when>',
    '{yes|yep|yeah}, I {will|can} be there[ <when>]',
    'I would love to[ join][, <when> is {great|fine}]',
    '<when>? {sure|perfect|no problem|works}',
    "{I'd be|I would be|we are|I'm} happy to {come|join|meet}[ <when>]",
    'confirmed[ for <when>][, thank you]',
    'happy to confirm <when>[. {Best|Regards}, <name>]',
    "{of course|no problem}, I'll be {in|around|at my desk} <when>",
    "{that's|that is} {fine|great|alright} {by|with} me[, <when> it is]",
    'hi <name>, <when> is {good|great|ok} for {me|us}[. Talk soon]',
    'my answer is yes[, <when> it is]',
    '{gladly|with pleasure}[, <when> suits {me|us}]',
  ],
  no: [
    "{sorry|no|unfortunately|I'm afraid}, <when> {doesn't work|does not work|is no good|won't work}[ for me]",
    "{sorry, |unfortunately |}I {can't|cannot|am not able to} {make it|come|meet|join}[ <when>]",
    'no[,] {thanks|thank you|sorry}',
    "I'm {busy|away|out of town|not around|on holiday} <when>[, sorry]",
    '<when> {is impossible|is too late|is too early|is bad}[ for me]',
    'I {have to|must|need to} {cancel|decline|pass}[ <when>]',
    "{I don't|we don't} have time <when>",
    "I won't {make it|be there|be able to come}[ <when>][, sorry]",
    'not <when>, {sorry|please|I have another meeting}',
    "{we are|I am|I'm} {already booked|fully booked|in another meeting} <when>",
    'please {cancel|take me off} {the meeting|our meeting|the booking|the list}[ <when>]',
    'hi <name>, {I regret|sorry to say} that I cannot {attend|come|join} <when>',
    "{nope|nah}, {can't do|not free} <when>",
    'I would rather not[ <when>]',
    'count me out[ for <when>]',
    "<name> and I {can't|cannot} {come|join}[ <when>], we are {travelling|ill|away}",
    'thanks for asking, but {no|not this time}',
    "I'd like to, but <when> {is taken|is full|is when I travel}",
    'my answer is no[, {not|neither} <when>]',
    'regrettably {I|we} must decline[ the invitation] for <when>',
  ],
  none: [
    '{can|could|shall|should} we {meet|talk|speak|have a call} <when>?',
    '{what|how} about <when>?',
    'would <when> {work|suit you|be possible|be ok}[ for you]?',
    '{are you|is <name>} {free|available|around} <when>?',
    'the {meeting|call|review|delivery|party|appointment} is <when>',
    '{let me|I will} {check|look at my calendar|ask <name>}[ and get back to you <when>]',
    "{maybe|perhaps|possibly}[ <when>], I'm not sure yet",
    'who else is coming[ <when>]?',
    "I'll let you know {by |}<when>",
    '{when|what time} {is it|does it start|should I come}?',
    'the train leaves <when>',
    '{please |}send me the {agenda|address|details|report} {by|before} <when>',
    'it depends on <name>[, I will know <when>]',
    'remind me again what this is about?',
    'my flight lands <when>',
    'the deadline is <when>',
    '{hard to say|no idea|not sure}[, ask me again <when>]',
    'do you mean <when>?',
    'the shop {opens|closes} <when>',
    'I have not decided[ about <when>] yet',
  ],
};

/** Phrases of one side: the last `heldOut` of each kind are never trained on. */
export const HELD_OUT_PHRASES = 4;

/** One reply. `held` takes the held-out phrases. */
export function dateRow(
  random: Random,
  makers: Readonly<Record<string, ValueMaker>>,
  held: boolean,
): SkillRow {
  const reply = pick(random, ['yes', 'no', 'none'] as const);
  const all = REPLY_PHRASES[reply];
  const phrases = held ? all.slice(-HELD_OUT_PHRASES) : all.slice(0, -HELD_OUT_PHRASES);
  const phrase = pick(random, phrases);
  const parts = expand(
    phrase,
    { ...makers, when: whenOf(makers), name: makers['person'] as ValueMaker },
    random,
  );
  const low = random() < 0.3;
  const cased = (text: string, first: boolean): string =>
    low ? text.toLowerCase() : first ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
  const texts = parts.map(({ text }, i) => cased(text, i === 0));
  const date = texts[parts.findIndex(({ slot }) => slot === 'when')] ?? '';
  const sentence = texts.join('');
  const ended =
    /[.?!]$/.test(sentence) || random() < 0.4 ? sentence : `${sentence}${pick(random, ['.', '.', '!'])}`;
  const text = random() < 0.25 ? `${ended} ${pick(random, AFTER)}` : ended;
  return {
    skill: 'date',
    text: random() < 0.12 ? `${pick(random, BEFORE)} ${text}` : text,
    answer: dateAnswer(reply, date),
    origin: phrase,
  };
}

const BEFORE = [
  'Hi,',
  'Hello!',
  'Hi there,',
  'Thanks for the invitation.',
  'Thank you for your message.',
  'Hey,',
];
const AFTER = [
  'Thanks!',
  'Best regards',
  'Talk to you soon.',
  'Give my regards to the team.',
  'I hope you are well.',
  'Let me know if anything changes.',
  'Cheers',
];

/** A day, a time, or both, as people write them. */
function whenOf(makers: Readonly<Record<string, ValueMaker>>): ValueMaker {
  const make = (name: string, random: Random): string => (makers[name] as ValueMaker)(random);
  return (random) => {
    const day = make('date', random);
    const time = make('time', random);
    const at = pick(random, [
      () => day,
      () => day,
      () => `${day} at ${time}`,
      () => `at ${time}`,
      () => `${time} ${day}`,
      () => `on ${day}`,
      () => `${day} after ${time}`,
      () => `${day} between ${time} and ${make('time', random)}`,
    ])();
    // "on tomorrow" and "at noon at noon" are no English.
    return at.replace(/^on (to|this|next|in|the day)/, '$1');
  };
}
