import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/kit/random.ts';
import { augment, bankOf } from './augment.ts';
import { createGazetteer } from './places.ts';
import { answerOf, textOf } from './command.ts';
import type { Command } from './command.ts';
import { compareAnswers } from './compare.ts';
import { exampleOf, joinSome } from './examples.ts';
import { expand } from './expand.ts';
import { createGenerator } from './generate.ts';
import { OWN_INTENTS, clincIntent } from './intents.ts';
import { isSpan, spanGrammar } from './span.ts';
import { createHouseTokenizer, learnVocabulary } from './tokenizer.ts';

const BANK = new Map([
  ['artist', ['Norah Jones', 'U2']],
  ['track', ['Stay']],
  ['playlist', ['Chill Mix']],
  ['genre', ['jazz']],
  ['service', ['Spotify']],
  ['city', ['Oslo']],
  ['timeRange', ['at noon']],
  ['condition_description', ['foggy']],
  ['condition_temperature', ['cold']],
]);
const generate = createGenerator({ first: ['Ada'], last: ['Lovelace'] }, BANK, ['Bergen']);
const random = createRandom(1);
const generated = Array.from({ length: 3000 }, () => generate(random));

describe('generator', () => {
  test('is a function of its seed', () => {
    const again = createRandom(1);
    expect(Array.from({ length: 50 }, () => generate(again))).toEqual(generated.slice(0, 50));
  });

  test('every slot is a span of whole words, of a known name, and texts are tidy', () => {
    for (const command of generated) {
      const text = textOf(command);
      expect(text).toMatch(/^\S(.*\S)?$/);
      expect(text).not.toMatch(/ {2}|[{}[\]<>|]/);
      for (const [slot, value] of Object.entries(answerOf(command).slots)) {
        expect([text, value, isSpan(value, text)]).toEqual([text, value, true]);
        if (command.intent in OWN_INTENTS) expect(OWN_INTENTS[command.intent]).toContain(slot);
      }
    }
  });

  test('makes every intent, many texts, several styles', () => {
    expect(new Set(generated.map(({ intent }) => intent))).toEqual(
      new Set([...Object.keys(OWN_INTENTS), 'PlayMusic', 'GetWeather']),
    );
    expect(new Set(generated.map(textOf)).size).toBeGreaterThan(2000);
    expect(generated.some((command) => /[.?!]$/.test(textOf(command)))).toBe(true);
    expect(generated.some((command) => /please/.test(textOf(command)))).toBe(true);
  });

  test('phrases expand: choice, option, slot with another maker', () => {
    const makers = { city: () => 'Oslo', other: () => 'Rome' };
    const texts = new Set(
      Array.from({ length: 60 }, () =>
        expand('{a|b}[ x| y] <city> <from:other>', makers, random)
          .map(({ text }) => text)
          .join(''),
      ),
    );
    expect([...texts].sort()).toEqual([
      'a Oslo Rome',
      'a x Oslo Rome',
      'a y Oslo Rome',
      'b Oslo Rome',
      'b x Oslo Rome',
      'b y Oslo Rome',
    ]);
    expect(() => expand('<nothing>', {}, random)).toThrow('No maker nothing');
  });
});

describe('labels', () => {
  test('a CLINC150 intent takes the name of ours where it means the same', () => {
    expect(clincIntent('will it rain', 'weather')).toEqual({ intent: 'GetWeather', slotsKnown: false });
    expect(clincIntent('lights on', 'smart_home').intent).toBe('ControlLights');
    expect(clincIntent('lock the door', 'smart_home')).toEqual({ intent: 'smart_home', slotsKnown: true });
    expect(clincIntent('remove the event', 'calendar_update').intent).toBe('calendar_update');
    expect(clincIntent('how is glue made', 'oos').intent).toBe('none');
  });

  const command: Command = {
    parts: [
      { text: 'play ' },
      { text: 'Stay', slot: 'track' },
      { text: ' by ' },
      { text: 'U2', slot: 'artist' },
      { text: '.' },
    ],
    intent: 'PlayMusic',
    slotsKnown: true,
    origin: 'snips',
  };

  test('variants keep intent and slot names, and their values are spans', () => {
    const bank = bankOf([command, { ...command, parts: [{ text: 'Help! (live)', slot: 'track' }] }]);
    const material = {
      bank,
      words: ['zorp', 'quill'],
      first: ['Ada'],
      last: ['Quill'],
      gazetteer: createGazetteer(['Adak']),
    };
    for (let i = 0; i < 200; i++) {
      const variant = augment(command, material, random, {
        swap: 0.8,
        invent: 0.5,
        lower: 0.3,
        places: 0,
        quote: 0.2,
      });
      expect(Object.keys(answerOf(variant).slots)).toEqual(['track', 'artist']);
      expect(textOf(variant)).toContain(answerOf(variant).slots['artist']);
    }
  });

  test('places are exchanged, a lone one also for one of another kind; the other values stay', () => {
    const weather: Command = {
      parts: [
        { text: 'Is it ' },
        { text: 'cold', slot: 'condition_temperature' },
        { text: ' in ' },
        { text: 'Adak', slot: 'city' },
      ],
      intent: 'GetWeather',
      slotsKnown: true,
      origin: 'snips',
    };
    const gazetteer = createGazetteer(['Adak', 'Zuni', 'Peru']);
    expect(gazetteer.country).toContain('Bosnia and Herzegovina');
    expect(gazetteer.country.join()).not.toMatch(/Unknown|[()]/);
    expect(gazetteer.state).toHaveLength(102);
    expect(gazetteer.city).toContain('Zuni');
    expect(gazetteer.city).not.toContain('Peru');
    const material = { bank: bankOf([weather]), words: [], first: [], last: [], gazetteer };
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const chance = { swap: 0, invent: 0, lower: 0, places: 1, quote: 0 };
      const [[, cold], [slot, place]] = Object.entries(
        answerOf(augment(weather, material, random, chance)).slots,
      ) as [[string, string], [string, string]];
      expect(cold).toBe('cold');
      expect(gazetteer[slot as 'city']).toContain(place);
      seen.add(slot);
    }
    expect([...seen].sort()).toEqual(['city', 'country', 'state']);
  });

  test('answers are compared as objects', () => {
    const gold = answerOf(command);
    expect(compareAnswers({ intent: 'PlayMusic', slots: { artist: 'U2', track: 'Stay' } }, gold)).toBe(
      'right',
    );
    expect(compareAnswers({ intent: 'PlayMusic', slots: { artist: 'U2', track: 'stay' } }, gold)).toBe(
      'value differs',
    );
    expect(compareAnswers({ intent: 'PlayMusic', slots: { artist: 'U2' } }, gold)).toBe('slot missing');
    expect(compareAnswers({ intent: 'PlayMusic', slots: { artist: 'U2', album: 'Stay' } }, gold)).toBe(
      'slot misnamed',
    );
    expect(compareAnswers({ intent: 'RateBook', slots: {} }, gold)).toBe('wrong intent');
    expect(compareAnswers(undefined, gold)).toBe('unreadable');
  });
});

describe('tokens', () => {
  const texts = generated.map(textOf);
  const tokenizer = createHouseTokenizer(
    learnVocabulary(
      texts,
      [...Object.keys(OWN_INTENTS), 'PlayMusic', 'GetWeather'],
      [...new Set([...Object.values(OWN_INTENTS).flat(), ...BANK.keys()])],
      1200,
    ),
  );

  test('an answer in tokens is exactly compact JSON, and prompts come back', () => {
    for (const command of generated.slice(0, 500)) {
      const answer = answerOf(command);
      expect(tokenizer.decode(tokenizer.answer(answer))).toBe(JSON.stringify(answer));
      expect(tokenizer.decode(tokenizer.prompt(textOf(command)))).toBe(textOf(command));
    }
    const odd = { intent: 'CreateNote', slots: { note: 'say "hi" \\ ñ 日\t🙂' } };
    expect(JSON.parse(tokenizer.decode(tokenizer.answer(odd)))).toEqual(odd);
  });

  test('an intent is one token, a value has the tokens it has in the prompt', () => {
    const answer = tokenizer.answer({ intent: 'SetTimer', slots: { duration: 'ten minutes' } });
    expect(answer[0]).toBe(tokenizer.intentToken('SetTimer'));
    expect(tokenizer.prompt('a ten minutes timer').join()).toContain(answer.slice(2, -1).join());
  });

  test('the loss is on the answer, less on the prompt; unknown slots end the example', () => {
    const [command] = generated as [Command];
    const known = exampleOf(command, tokenizer, 0.2);
    expect(known.tokens.at(-1)).toBe(tokenizer.end);
    expect(known.weights.filter((weight) => weight === 0.2)).toHaveLength(
      tokenizer.prompt(textOf(command)).length,
    );
    const unknown = exampleOf({ ...command, slotsKnown: false }, tokenizer, 0.2);
    expect(unknown.tokens.at(-1)).toBe(tokenizer.intentToken(command.intent));
  });

  test('joined examples keep their tokens, and nothing is learnt across the seam', () => {
    const parts = [
      { tokens: [1, 2], weights: [0.2, 1] },
      { tokens: [3, 4], weights: [0.2, 1] },
    ];
    expect(joinSome(parts, 1, 8, random)).toEqual([{ tokens: [1, 2, 3, 4], weights: [0.2, 1, 0, 1] }]);
    expect(joinSome(parts, 1, 2, random)).toEqual(parts);
    expect(joinSome(parts, 0, 8, random)).toEqual(parts);
  });
});

describe('spans', () => {
  test('are runs of whole words', () => {
    expect(isSpan('Norah Jones', "play Norah Jones' songs")).toBe(true);
    expect(isSpan('Norah J', 'play Norah Jones')).toBe(false);
    expect(isSpan('jones', 'play Norah Jones')).toBe(false);
    expect(isSpan('', 'play')).toBe(false);
  });

  test('the grammar names each word once and escapes quotation marks', () => {
    const grammar = spanGrammar('call "Bob"', ['MakeCall'], ['recipient']);
    expect(grammar.split('\n').filter((line) => /^w\d+ ::=/.test(line))).toHaveLength(4);
    expect(grammar).toContain('w1 ::= "\\\\\\""');
    expect(spanGrammar('', ['none'], ['a'])).not.toContain('slot ::=');
  });
});
