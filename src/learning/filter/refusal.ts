const SORRY = String.raw`(?:(?:i['’]?m|i am|we['’]?re|we are) (?:(?:so |very |really )?sorry|afraid)|sorry|(?:i |we )?apologi[sz]e|unfortunately)`;
const UNABLE = String.raw`(?:(?:i|we) (?:can['’]?t|cannot|can not|could not|couldn['’]?t|won['’]?t|will not|am (?:not able|unable)|are (?:not able|unable)|do not|don['’]?t)|(?:i['’]m|we['’]re) (?:not able|unable))`;
const TO_HELP = String.raw`(?:help|assist|answer|provide|comply|fulfil|do that|do this|process|complete|create|write|generate|share|discuss|engage|continue|respond|support|be of help|have (?:access|the ability|enough information))`;

/** "I'm sorry, but I can't help": an apology before it is common, help refused is what counts. */
const REFUSAL = new RegExp(
  String.raw`^\W*(?:${SORRY}\b[^.!?\n]{0,40}?[,;:.]?\s*(?:but )?)?${UNABLE}\b[^.!?\n]{0,40}?\b${TO_HELP}`,
  'i',
);
const AS_A_MODEL = /^\W*as an? (?:ai|artificial intelligence|(?:large )?language model)\b/i;

/** Whether an answer says that it will not answer. An apology alone ("I'm sorry for the delay") is none. */
export const isRefusal = (output: string): boolean => REFUSAL.test(output) || AS_A_MODEL.test(output);
