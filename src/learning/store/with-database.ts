import { databaseError, type Database } from '../../store/database.ts';

/**
 * Runs work on the database; what goes wrong there is told in the words of the one table.
 * @throws disk_full, overloaded, home_unusable
 */
export function withDatabase<T>(database: Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw databaseError(error, database.file);
  }
}
