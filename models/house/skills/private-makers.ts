import { pick } from '../../../src/kit/random.ts';
import type { Random } from '../../../src/kit/random.ts';
import type { ValueMaker } from '../expand.ts';
import type { Gazetteer } from '../places.ts';
import * as words from '../words.ts';
import { MONTHS } from '../words.ts';

/** Lists that private values are made from. */
export interface PrivateMaterial {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly streets: readonly string[];
  readonly gazetteer: Gazetteer;
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
const whole = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));
const letters = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String.fromCodePoint(65 + Math.floor(random() * 26))).join('');
const ENDINGS = 'com|org|net|de|co.uk|fr|io|edu|se|com.br|it|nl'.split('|');
const FIRMS =
  'Inc|Ltd|GmbH|Bank|Group|Corporation|Partners|& Sons|Foods|Systems|Insurance|Energy|Media|Airlines|Books|Hospital|University|Records|Orchestra|Club'.split(
    '|',
  );
const SUFFIXES = 'Street|St|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Way|Court|Place|Square'.split('|');
/** Street endings of other languages, so that an address is known by its shape. */
const FOREIGN = 'straße|weg|gatan|vej|gade|katu|utca|laan|plein|tie|vænget'.split('|');
const STARTS =
  'Linden|Haupt|Berg|Skol|Kirk|Park|Puisto|Kossuth|Konings|Rosen|Strand|Sol|Bjørn|Søndre|Kal'.split('|');

/** Makers of private values; all numbers are random, checksums are not kept. */
export function createPrivateMakers(material: PrivateMaterial): Record<string, ValueMaker> {
  const { gazetteer, streets } = material;
  const first: ValueMaker = (random) =>
    random() < 0.7 && material.first.length > 0
      ? pick(random, material.first)
      : pick(random, words.FIRST_NAMES);
  const plainLast: ValueMaker = (random) =>
    random() < 0.8 && material.last.length > 0 ? pick(random, material.last) : pick(random, words.LAST_NAMES);
  // Names that are in no list: a known one with other letters in it.
  const odd = (name: string, random: Random): string =>
    name.replaceAll(/[aeiouszc]/g, (letter) =>
      random() < 0.25 ? pick(random, ODD[letter] ?? [letter]) : letter,
    );
  const last: ValueMaker = (random) =>
    random() < 0.3 ? odd(plainLast(random), random) + pick(random, NAME_ENDS) : plainLast(random);
  const person: ValueMaker = (random) =>
    pick(random, [
      () => `${first(random)} ${last(random)}`,
      () => `${first(random)} ${last(random)}`,
      () => `${odd(first(random), random)} ${last(random)}`,
      () => `${first(random)} ${letters(random, 1)}${pick(random, ['.', ''])} ${last(random)}`,
      () => first(random),
      () => last(random),
    ])();
  const place: ValueMaker = (random) =>
    pick(
      random,
      [gazetteer.city, gazetteer.city, gazetteer.country, gazetteer.state].map((list) => pick(random, list)),
    );
  const word: ValueMaker = (random) =>
    plainLast(random)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '');
  const domain: ValueMaker = (random) =>
    `${word(random)}${random() < 0.3 ? `-${word(random)}` : ''}.${pick(random, ENDINGS)}`;
  const street: ValueMaker = (random) =>
    random() < 0.35
      ? `${pick(random, STARTS)}${pick(random, FOREIGN)}`
      : `${streets.length > 0 ? pick(random, streets) : plainLast(random)} ${pick(random, SUFFIXES)}`;
  const zip: ValueMaker = (random) => digits(random, pick(random, [4, 5, 5, 5]));
  const address: ValueMaker = (random) => {
    const number = whole(random, 1, pick(random, [99, 999, 99_999]));
    const line = random() < 0.7 ? `${number} ${street(random)}` : `${street(random)} ${number}`;
    const flat =
      random() < 0.3
        ? pick(random, [' Apt. ', ', Apt ', ' Suite ', '\n Suite ', ', Unit ']) + whole(random, 1, 990)
        : '';
    const gap = pick(random, [', ', '\n', '\n ', ', ']);
    const town = random() < 0.65 ? gap + pick(random, gazetteer.city) : '';
    const state = town !== '' && random() < 0.5 ? `, ${pick(random, gazetteer.state)}` : '';
    const code = town !== '' && random() < 0.7 ? `${pick(random, [' ', '\n '])}${zip(random)}` : '';
    return `${line}${flat}${town}${state}${code}`;
  };
  const date: ValueMaker = (random) => {
    const [day, month, year] = [whole(random, 1, 28), whole(random, 1, 12), whole(random, 1950, 2030)];
    const two = (value: number): string => String(value).padStart(2, '0');
    return pick(random, [
      `${year}-${two(month)}-${two(day)}`,
      `${month}/${day}/${year}`,
      `${two(day)}.${two(month)}.${year}`,
      `${pick(random, MONTHS)} ${day}, ${year}`,
      `${day} ${pick(random, MONTHS)} ${year}`,
      `${pick(random, MONTHS)} ${day}`,
      `${year}-${two(month)}-${two(day)} ${two(whole(random, 0, 23))}:${two(whole(random, 0, 59))}:${two(whole(random, 0, 59))}`,
    ]);
  };
  return {
    person,
    first,
    surname: last,
    place,
    organization: (random) =>
      pick(random, [
        () => `${last(random)} ${pick(random, FIRMS)}`,
        () => `${last(random)}-${last(random)}`,
        () => `${last(random)}, ${last(random)} and ${last(random)}`,
        () => `${pick(random, ['Micro', 'Data', 'Open', 'Click', 'Sun', 'Net', 'Blue'])}${word(random)}`,
        () => `${pick(random, gazetteer.city)} ${pick(random, FIRMS)}`,
      ])(),
    address,
    phone: (random) =>
      pick(random, [
        `${digits(random, 3)}-${digits(random, 3)}-${digits(random, 4)}`,
        `(${digits(random, 3)}) ${digits(random, 3)}-${digits(random, 4)}`,
        `+${whole(random, 1, 99)} ${digits(random, 3)} ${digits(random, 3)} ${digits(random, 3)}`,
        `+${whole(random, 1, 99)}${digits(random, 10)}`,
        `0${digits(random, 2)} ${digits(random, 3)} ${digits(random, 2)} ${digits(random, 2)}`,
        `${digits(random, 2)}-${digits(random, 2)}-${digits(random, 2)}-${digits(random, 2)}`,
        `${digits(random, 4)} ${digits(random, 6)}`,
        `0${digits(random, 9)}`,
      ]),
    email: (random) =>
      `${pick(random, [`${word(random)}.${word(random)}`, word(random), `${first(random)}${last(random)}`.replaceAll(/[^A-Za-z]/g, ''), `${word(random)}${whole(random, 1, 99)}`])}@${domain(random)}`,
    url: (random) =>
      `${pick(random, ['https://', 'http://', 'https://www.', 'http://www.', 'www.'])}${domain(random)}${pick(random, ['', '/', `/${word(random)}`])}`,
    ip: (random) =>
      random() < 0.85
        ? Array.from({ length: 4 }, () => whole(random, 0, 255)).join('.')
        : Array.from({ length: 8 }, () => whole(random, 0, 65_535).toString(16)).join(':'),
    card: (random) => {
      const groups = [digits(random, 4), digits(random, 4), digits(random, 4), digits(random, 4)];
      return pick(random, [
        groups.join(''),
        groups.join(''),
        groups.join(' '),
        groups.join('-'),
        digits(random, 15),
        digits(random, 19),
        digits(random, 12),
      ]);
    },
    iban: (random) => {
      const start = `${letters(random, 2)}${digits(random, 2)}`;
      return random() < 0.5
        ? `${start}${random() < 0.5 ? letters(random, 4) : ''}${digits(random, whole(random, 12, 18))}`
        : `${start} ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 2)}`;
    },
    id: (random) =>
      pick(random, [
        `${letters(random, 1)}${digits(random, 8)}`,
        `${letters(random, 2)}${digits(random, 6)}`,
        digits(random, 9),
        `${digits(random, 4)}-${digits(random, 2)}-${digits(random, 4)}`,
        `${letters(random, 3)}-${digits(random, 5)}`,
      ]),
    ssn: (random) => `${digits(random, 3)}-${digits(random, 2)}-${digits(random, 4)}`,
    date,
    birth: date,
    year: (random) => String(whole(random, 1930, 2030)),
    age: (random) => (random() < 0.8 ? String(whole(random, 1, 99)) : pick(random, words.NUMBERS)),
  };
}

const NAME_ENDS = ['', '', 'ová', 'sen', 'ić', 'ova', 'sson', 'ez', 'ński', 'szky', 'idze', 'oğlu'];
const ODD: Readonly<Record<string, readonly string[]>> = {
  a: ['á', 'ä', 'å'],
  e: ['é', 'ě', 'è'],
  i: ['í', 'ï'],
  o: ['ö', 'ø', 'ó'],
  u: ['ü', 'ú', 'ů'],
  s: ['š', 'ś'],
  z: ['ž', 'ż'],
  c: ['č', 'ç'],
};
