import { confidenceOf, type Confidence } from './confidence.ts';
import { decode, type Core } from './decode.ts';
import { writeAnswer, type JsonStyle } from './json-style.ts';

/** All that an extract student is. */
export interface ExtractModel {
  readonly core: Core;
  readonly confidence: Confidence;
  readonly style: JsonStyle;
}

/** Answers a text; undefined: it is empty, too long, or nothing comes of it. */
export function answerWith(
  { core, confidence, style }: ExtractModel,
  text: string,
): { text: string; confidence: number } | undefined {
  const decoded = decode(core, text);
  return (
    decoded && {
      text: writeAnswer(decoded.value, style),
      confidence: confidenceOf(confidence, decoded.signals),
    }
  );
}
