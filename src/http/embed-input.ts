import { z } from 'zod';

const error = 'must be a string or an array of 1 to 2048 strings, none empty';
const text = z.string({ error }).min(1, { error });

/** Texts to be turned into vectors: one, or many. */
export const inputField: z.ZodUnion<[z.ZodString, z.ZodArray<z.ZodString>]> = z.union(
  [text, z.array(text, { error }).min(1, { error }).max(2048, { error })],
  { error },
);
