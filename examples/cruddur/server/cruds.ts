import { randomUUID } from 'node:crypto';
import { type CrudInput, LIFETIMES } from './crud-input.ts';
import type { CruddurDatabase } from './database.ts';

export interface Crud {
  readonly id: string;
  readonly name: string;
  readonly handle: string | null;
  readonly text: string;
  readonly audience: 'everyone' | 'members';
  readonly created_at: number;
  readonly expires_at: number;
}

const SELECT = `
  SELECT cruds.id, coalesce(profiles.name, 'A member') AS name, profiles.handle AS handle,
         cruds.text, cruds.audience, cruds.created_at, cruds.expires_at
  FROM cruds LEFT JOIN profiles ON profiles.sub = cruds.author_sub`;

export function createCrudStore(database: CruddurDatabase, now: () => number) {
  const list = database.prepare(`${SELECT}
    WHERE cruds.expires_at > ? AND (cruds.audience = 'everyone' OR ? = 'members')
    ORDER BY cruds.created_at DESC LIMIT 100`);
  const one = database.prepare(`${SELECT} WHERE cruds.id = ? AND cruds.expires_at > ?`);
  const insert = database.prepare('INSERT INTO cruds VALUES (?, ?, ?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM cruds WHERE expires_at <= ?');
  const log = database.prepare(`INSERT OR REPLACE INTO removals
    SELECT id, text, author_sub, ?, ? FROM cruds WHERE id = ? AND expires_at > ?`);
  const remove = database.prepare('DELETE FROM cruds WHERE id = ?');
  const removals = database.prepare(`
    SELECT removals.crud_id AS id, removals.text, removals.removed_at,
           coalesce(author.name, 'A member') AS author, coalesce(moderator.name, 'A moderator') AS removed_by
    FROM removals
    LEFT JOIN profiles AS author ON author.sub = removals.author_sub
    LEFT JOIN profiles AS moderator ON moderator.sub = removals.removed_by
    ORDER BY removals.removed_at DESC LIMIT 50`);

  return {
    /** The feed, newest first, without expired cruds: they may be in the table until the next `add` deletes them. */
    list: (reader: 'everyone' | 'members') => list.all(now(), reader) as Crud[],
    add(authorSub: string, { text, expiresIn }: CrudInput): Crud {
      const id = randomUUID();
      const at = now();
      forget.run(at);
      insert.run(id, authorSub, text, 'everyone', at, at + LIFETIMES[expiresIn]);
      return one.get(id, at) as Crud;
    },
    /** Removes a crud and records who did it. False if there is no such crud. */
    remove: database.transaction((id: string, moderatorSub: string): boolean => {
      const at = now();
      if (log.run(moderatorSub, at, id, at).changes === 0) return false;
      remove.run(id);
      return true;
    }),
    removals: () => removals.all(),
  };
}
