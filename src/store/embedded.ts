import { resolve } from 'node:path';

/** Folder of the embedded default model, beside the sources or `dist/`: `house.gguf` and `card.json`. */
export const EMBEDDED: string = resolve(import.meta.dirname, '../../models/house');
