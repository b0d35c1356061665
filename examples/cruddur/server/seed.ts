import type { CruddurDatabase } from './database.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const PEOPLE = [
  ['seed-andrewbrown', 'Andrew Brown', 'andrewbrown'],
  ['seed-worf', 'Worf', 'worf'],
  ['seed-garek', 'Garek', 'garek'],
  ['seed-lore', 'Lore', 'lore'],
] as const;

const CRUDS = [
  ['seed-lore', 'My dear brother, it is the humans that are the problem', 'members', HOUR],
  ['seed-andrewbrown', 'Cloud is fun!', 'everyone', 2 * HOUR],
  ['seed-worf', 'I am out of prune juice', 'everyone', 26 * HOUR],
  ['seed-garek', 'My dear doctor, I am just simple tailor', 'everyone', 3 * DAY],
] as const;

/** The bootcamp's cruds, renewed at each start so that none has expired. What a moderator removed stays removed. */
export const seed = (database: CruddurDatabase, now: () => number) =>
  database.transaction(() => {
    const person = database.prepare('INSERT OR REPLACE INTO profiles VALUES (?, ?, ?, ?)');
    const removed = database.prepare('SELECT 1 FROM removals WHERE crud_id = ?');
    const crud = database.prepare('INSERT OR REPLACE INTO cruds VALUES (?, ?, ?, ?, ?, ?)');
    for (const [sub, name, handle] of PEOPLE) person.run(sub, name, handle, now());
    for (const [sub, text, audience, age] of CRUDS) {
      const id = `crud-of-${sub}`;
      if (removed.get(id) === undefined) crud.run(id, sub, text, audience, now() - age, now() + 7 * DAY);
    }
  })();
