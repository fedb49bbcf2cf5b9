import { databaseError, type Database } from '../../store/database.ts';
import type { MarketStore } from './create-market.ts';
import type { Figures } from './figures.ts';

const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isFinite);

/** The figures of a stored text; undefined when it is damaged or of another version. */
function readFigures(text: string): Figures | undefined {
  try {
    const value = JSON.parse(text) as Partial<Figures>;
    const counts = [value.answered, value.failed, value.limited, value.same, value.other, value.at];
    const maybe = [value.perToken ?? 0, value.writeMs ?? 0, value.tokens ?? 0];
    const sound =
      isNumbers(value.recent) && isNumbers(value.first) && [...counts, ...maybe].every(Number.isFinite);
    return sound ? (value as Figures) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps the market's figures in the database. What cannot be written is learned again: a full disk must not stop answers.
 * @param trouble hears why figures could not be kept
 */
export function createMarketStore(database: Database, trouble: (error: unknown) => void): MarketStore {
  const put = database.prepare('INSERT OR REPLACE INTO market (key, figures, at) VALUES (?, ?, ?)');
  return {
    load() {
      const rows = database.prepare('SELECT key, figures FROM market').all() as {
        key: string;
        figures: string;
      }[];
      const known = new Map<string, Figures>();
      for (const { key, figures } of rows) {
        const read = readFigures(figures);
        if (read) known.set(key, read);
      }
      return known;
    },
    save(changed) {
      try {
        database.transaction(() => {
          for (const [key, figures] of changed) put.run(key, JSON.stringify(figures), Math.round(figures.at));
        });
      } catch (error) {
        trouble(databaseError(error, database.file));
      }
    },
  };
}
