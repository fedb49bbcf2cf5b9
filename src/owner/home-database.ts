import { openDatabase, type Database } from '../store/database.ts';
import type { Home } from '../store/home.ts';
import type { HeldDeps } from './owner.ts';

/** The database of a home beside the running server: opened once, when a section first needs it, closed with the owner's side. */
export function homeDatabase(home: Home, onClose: HeldDeps['onClose']): () => Database {
  let opened: Database | undefined;
  return () => {
    if (!opened) {
      const database = openDatabase(home.database);
      onClose(() => database.close());
      opened = database;
    }
    return opened;
  };
}
