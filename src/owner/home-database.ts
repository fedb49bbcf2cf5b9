import { openDatabase, type Database } from '../store/database.ts';
import type { Home } from '../store/home.ts';

/** Opens the database of a home beside the running server, for one look or note, and closes it again. */
export function withHomeDatabase<T>(home: Home, work: (database: Database) => T): T {
  const database = openDatabase(home.database);
  try {
    return work(database);
  } finally {
    database.close();
  }
}
