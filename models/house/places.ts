import type { Random } from '../../src/kit/random.ts';
import { pick } from '../../src/kit/random.ts';

/** The states and other parts of the United States, each with its letters. */
const STATES =
  'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|DC District of Columbia';

/** Names of regions that are no countries. */
const NO_COUNTRY = /Unknown|Union|Eurozone|United Nations|Pseudo|Outlying|^[A-Z]{2}$/;

/** Kinds of places a command may name. */
const PLACE_SLOTS = ['city', 'state', 'country'] as const;
export type PlaceSlot = (typeof PLACE_SLOTS)[number];
export const isPlace = (slot: string | undefined): slot is PlaceSlot =>
  (PLACE_SLOTS as readonly (string | undefined)[]).includes(slot);

/** Names of places by kind. */
export type Gazetteer = Readonly<Record<PlaceSlot, readonly string[]>>;

/**
 * Cities of the United States as given, cities that name a time zone, states with their letters, all countries of `Intl`. A
 * town named like a country or a state (Peru, Jersey, Florida) is left out: the larger place is what people mean.
 */
export function createGazetteer(cities: readonly string[]): Gazetteer {
  const zones = Intl.supportedValuesOf('timeZone')
    .filter((zone) => zone.includes('/') && !zone.startsWith('Etc'))
    .map((zone) => (zone.split('/').at(-1) ?? '').replaceAll('_', ' '));
  const states = STATES.split('|').flatMap((entry) => [entry.slice(3), entry.slice(0, 2)]);
  const country = countries();
  const larger = new Set([...states, ...country].map((name) => name.toLowerCase()));
  const city = [...cities, ...zones, ...zones].filter((name) => !larger.has(name.toLowerCase()));
  return { city, state: states, country };
}

function countries(): string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCodePoint(65 + i));
  const all = letters.flatMap((a) => letters.map((b) => names.of(a + b) ?? ''));
  const real = [...new Set(all)].filter((name) => name !== '' && !NO_COUNTRY.test(name));
  return real.map((name) => name.replace(/ \(.*\)| SAR China/, '').replaceAll(' & ', ' and '));
}

/** A kind of place, cities most often. */
export const placeKind = (random: Random): PlaceSlot =>
  pick(random, ['city', 'city', 'city', 'state', 'state', 'country', 'country']);
