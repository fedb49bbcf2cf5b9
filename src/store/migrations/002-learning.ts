import type { Migration } from './migration.ts';

/**
 * The learning loop: who consented, which skills were found, what was captured, what was learned from it. Times are
 * milliseconds since 1970. Unlike the ledger this holds content of requests: examples and templates.
 */
export const learningTables: Migration = {
  version: 2,
  name: 'learning',
  sql: `
    CREATE TABLE learn_consents (
      app TEXT PRIMARY KEY,
      since INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE skills (
      id TEXT PRIMARY KEY,
      app TEXT NOT NULL,
      name TEXT NOT NULL,
      key TEXT NOT NULL,
      prefix TEXT NOT NULL,
      suffix TEXT NOT NULL,
      template TEXT NOT NULL,
      found_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      requests INTEGER NOT NULL DEFAULT 0,
      local INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX skills_app ON skills (app, key);
    CREATE TABLE skill_windows (
      skill TEXT NOT NULL,
      number INTEGER NOT NULL,
      requests INTEGER NOT NULL DEFAULT 0,
      local INTEGER NOT NULL DEFAULT 0,
      judged INTEGER NOT NULL DEFAULT 0,
      agreed INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (skill, number)
    ) STRICT;
    CREATE TABLE skill_drops (
      skill TEXT NOT NULL,
      reason TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (skill, reason)
    ) STRICT;
    CREATE TABLE examples (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      skill TEXT NOT NULL,
      at INTEGER NOT NULL,
      input TEXT NOT NULL,
      output TEXT NOT NULL,
      label TEXT NOT NULL,
      provenance TEXT NOT NULL,
      teacher TEXT NOT NULL,
      request_id TEXT,
      dropped TEXT
    ) STRICT;
    CREATE INDEX examples_skill ON examples (skill, id);
    CREATE INDEX examples_at ON examples (at);
    CREATE INDEX examples_request ON examples (request_id) WHERE request_id IS NOT NULL;
    CREATE TABLE expired_examples (
      id INTEGER PRIMARY KEY,
      skill TEXT NOT NULL,
      request_id TEXT NOT NULL
    ) STRICT;
    CREATE INDEX expired_examples_request ON expired_examples (request_id);
    CREATE TABLE students (
      skill TEXT NOT NULL,
      version INTEGER NOT NULL,
      state TEXT NOT NULL,
      digest TEXT NOT NULL,
      summary TEXT NOT NULL,
      examples BLOB NOT NULL,
      PRIMARY KEY (skill, version)
    ) STRICT;
    CREATE INDEX students_digest ON students (digest);
    CREATE TABLE skill_state (
      skill TEXT PRIMARY KEY,
      state TEXT NOT NULL
    ) STRICT;
    CREATE TABLE skill_events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      skill TEXT NOT NULL,
      at INTEGER NOT NULL,
      type TEXT NOT NULL,
      words TEXT NOT NULL
    ) STRICT;
    CREATE INDEX skill_events_skill ON skill_events (skill, id);
    CREATE TABLE learn_chores (
      name TEXT PRIMARY KEY,
      since INTEGER NOT NULL
    ) STRICT;
  `,
};
