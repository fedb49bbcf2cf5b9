/** One step from one shape of the database to the next. Never edited after a release: a later step mends it. */
export interface Migration {
  version: number;
  name: string;
  sql: string;
}
