import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

export type CruddurDatabase = InstanceType<typeof Database>;

// Authors are stored by `sub`, the only identifier of a user that never changes. Names and handles can change.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS profiles (
    sub TEXT PRIMARY KEY, name TEXT NOT NULL, handle TEXT, updated_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS cruds (
    id TEXT PRIMARY KEY, author_sub TEXT NOT NULL, text TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('everyone', 'members')),
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS cruds_by_time ON cruds (created_at DESC);
  CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, to_sub TEXT NOT NULL, from_sub TEXT NOT NULL, text TEXT NOT NULL, created_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS messages_by_reader ON messages (to_sub, created_at DESC);
  CREATE TABLE IF NOT EXISTS removals (
    crud_id TEXT PRIMARY KEY, text TEXT NOT NULL, author_sub TEXT NOT NULL,
    removed_by TEXT NOT NULL, removed_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS sign_outs (
    sub TEXT PRIMARY KEY, by TEXT NOT NULL CHECK (by IN ('member', 'moderator')), until INTEGER NOT NULL
  );
`;

/** Opens the database file, and creates it if necessary. `:memory:` keeps nothing after the process. */
export function openDatabase(file: string): CruddurDatabase {
  const isFile = file !== ':memory:';
  if (isFile) mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  // Private messages are in it. The files that SQLite adds to it get the same mode.
  if (isFile) chmodSync(file, 0o600);
  // A write-ahead log: readers do not wait for a writer.
  database.pragma('journal_mode = WAL');
  // Two back ends can have the same file. Without this, a write beside that of the other would fail at once.
  database.pragma('busy_timeout = 2000');
  database.exec(SCHEMA);
  return database;
}
