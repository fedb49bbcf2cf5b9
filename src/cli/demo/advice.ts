/** What would let the requests be answered that this device could not do. */
export function adviceFor(keys: string[], sends: boolean): string {
  const [first] = keys;
  if (first === undefined) return 'to hand them over: nearmost keys add openai';
  if (sends) return 'see why: nearmost why <request-id>';
  return `there is a key for ${first}, and a key is no consent: nearmost demo --send`;
}

/** What the demo says before it begins about sending. */
export function sendingWords(keys: string[], sends: boolean): string {
  if (keys.length === 0) return 'No provider key is set: what this device cannot do stays unanswered.';
  if (sends) return `Requests without a label may leave, to: ${keys.join(', ')} (--send).`;
  return `A key for ${keys.join(', ')} is set, but nothing is sent without your consent (--send gives it).`;
}
