import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from './database.ts';

it('keeps the messages from other users of the machine, in the files that SQLite adds as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-database-'));
  const database = openDatabase(join(folder, 'new', 'cruddur.sqlite'));
  const files = readdirSync(join(folder, 'new'));
  expect(files).toEqual(['cruddur.sqlite', 'cruddur.sqlite-shm', 'cruddur.sqlite-wal']);
  expect(files.map((file) => statSync(join(folder, 'new', file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  database.close();
  rmSync(folder, { recursive: true });
});
