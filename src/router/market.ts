/** What one cloud model offers for a request, as expected from its figures. */
export interface Offer {
  model: string;
  /** US dollars for this request; null: no price is known. */
  usd: number | null;
  /** Until the answer is complete; undefined: not known. */
  seconds: number | undefined;
  /** Share of calls that are answered, 0 to 1. */
  success: number;
  /** Share of repeated requests with the same answer at temperature 0, 0 to 1. */
  consistency: number;
  /** False: it is ruled out for now, whatever it offers. */
  usable: boolean;
  /** Enough calls stand behind its speed for it to lead. */
  proven: boolean;
  /** Its figures are few or old: it may be better than they say. */
  stale: boolean;
}

/** What the request needs. */
export interface Needs {
  /** Weight of speed against price: 1 for someone who watches the answer come, less for work in the background. */
  speed: number;
  /** True: this request may be used to look at what has changed. */
  explore: boolean;
}

/** Who is asked first at present. */
export interface Leader {
  model: string;
  /** Milliseconds since 1970. */
  since: number;
}

export interface Ranking {
  /** Best first; those ruled out last. */
  order: Offer[];
  leader: Leader | undefined;
  /** One clause on the first. */
  words: string;
}

/** A leader is replaced by what is better by so much, as a ratio of scores ... */
const MARGIN = Math.log(1.15);
/** ... and, until it has led for so long, only by what is better by far. */
const DWELL_MS = 60_000;
const FAR = Math.log(2);
/** A newcomer may be so much quicker than the leader, and so may one that was not asked for long. */
const HOPE = 1.6;
/** Below this, cheaper and quicker make no difference. */
const LEAST_USD = 1e-6;
const LEAST_SECONDS = 0.05;

const most = (values: (number | null | undefined)[]): number =>
  Math.max(LEAST_USD, ...values.filter((value) => typeof value === 'number'));
const least = (values: (number | undefined)[]): number =>
  Math.min(...values.filter((value) => value !== undefined), Number.POSITIVE_INFINITY);

/**
 * Price x speed x consistency, as a logarithm: lower is better. A price that is not known counts as the highest of all, a
 * speed that is not known as the best of all, so that a cheap newcomer is tried.
 */
export function scoreOf(offer: Offer, all: readonly Offer[], { speed }: Needs): number {
  const usd = offer.usd ?? most(all.map((other) => other.usd));
  const best = least(all.map(({ seconds }) => seconds));
  const seconds = offer.seconds ?? (Number.isFinite(best) ? best : 1);
  return (
    Math.log(Math.max(LEAST_USD, usd)) +
    speed * Math.log(Math.max(LEAST_SECONDS, seconds)) -
    2 * Math.log(Math.max(0.01, offer.success)) -
    Math.log(Math.max(0.01, offer.consistency))
  );
}

const offerWords = ({ usd, seconds, success }: Offer): string => {
  const price = usd === null ? 'price not known' : `$${usd.toPrecision(2)}`;
  if (seconds === undefined) return `${price}, not asked yet`;
  return `${price}, ${seconds.toPrecision(2)} s, ${Math.round(success * 100)} % answered`;
};

/**
 * Orders cloud models for a request. The leader stays until another is clearly better, so that figures that waver do not
 * make the destination waver. Pure.
 * @param leader who led before, for the same kind of request
 */
export function rank(
  offers: readonly Offer[],
  needs: Needs,
  leader: Leader | undefined,
  now: number,
): Ranking {
  const scored = offers.map((offer) => ({ offer, score: scoreOf(offer, offers, needs) }));
  const usable = scored.filter(({ offer }) => offer.usable);
  const sorted = usable.toSorted((a, b) => a.score - b.score);
  const last = scored.filter(({ offer }) => !offer.usable).map(({ offer }) => offer);
  const best = sorted.find(({ offer }) => offer.proven) ?? sorted[0];
  if (!best) return { order: last, leader, words: '' };
  const old = usable.find(({ offer }) => offer.model === leader?.model);
  const gain = old ? old.score - best.score : Number.POSITIVE_INFINITY;
  const fresh = leader !== undefined && now - leader.since < DWELL_MS && now >= leader.since;
  const stays = old !== undefined && gain <= (fresh ? FAR : MARGIN);
  const first = stays ? old : best;
  // a leader that only rests keeps its place
  const known = offers.some(({ model }) => model === leader?.model);
  const next = stays || (old === undefined && known) ? leader : { model: best.offer.model, since: now };
  const rest = sorted.filter((entry) => entry !== first);
  const hopes = needs.explore ? rest.filter(({ offer }) => offer.stale) : [];
  const hopeful = hopes
    .map((entry) => ({ ...entry, hope: hopedGain(entry.offer, first, offers, needs) }))
    .filter(({ hope }) => hope > MARGIN)
    .toSorted((a, b) => b.hope - a.hope)[0];
  const front = hopeful ? [hopeful, first] : [first];
  const order = [...front, ...rest.filter(({ offer }) => offer !== hopeful?.offer)].map(({ offer }) => offer);
  const [leading, second] = order;
  const against = second ? `; next ${second.model}: ${offerWords(second)}` : '';
  const role = hopeful ? 'looked at again' : stays && gain > 0 ? 'kept' : 'best offer';
  return {
    order: [...order, ...last],
    leader: next,
    words: `${role}: ${leading ? offerWords(leading) : ''}${against}`,
  };
}

/** How much better than the first an offer with few or old figures would be, were it as good as may be hoped. */
function hopedGain(
  offer: Offer,
  first: { offer: Offer; score: number },
  all: readonly Offer[],
  needs: Needs,
): number {
  const hope = first.offer.seconds === undefined ? undefined : first.offer.seconds / HOPE;
  const seconds = offer.proven || hope === undefined ? least([offer.seconds, hope]) : hope;
  const hoped = {
    ...offer,
    success: Math.max(offer.success, first.offer.success),
    seconds: Number.isFinite(seconds) ? seconds : undefined,
  };
  return first.score - scoreOf(hoped, all, needs);
}
