import type { CruddurDatabase } from './database.ts';

export interface Message {
  readonly id: string;
  readonly name: string;
  readonly handle: string | null;
  readonly text: string;
  readonly created_at: number;
}

const WELCOME = [
  ['seed-andrewbrown', 'Welcome to Cruddur! Nobody else can read this page: it asks for your token.', 1],
  ['seed-worf', 'Today is a good day to crud.', 26],
  [
    'seed-garek',
    'I never tell the truth because I do not believe there is such a thing. Your token, however, I believe.',
    50,
  ],
] as const;

const HOUR = 3_600_000;

export function createMessageStore(database: CruddurDatabase, now: () => number) {
  const list = database.prepare(`
    SELECT messages.id, profiles.name, profiles.handle, messages.text, messages.created_at
    FROM messages JOIN profiles ON profiles.sub = messages.from_sub
    WHERE messages.to_sub = ? ORDER BY messages.created_at DESC LIMIT 100`);
  const insert = database.prepare('INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?)');

  return {
    listFor: (sub: string) => list.all(sub) as Message[],
    /** Sends the welcome messages. Their IDs contain the member's `sub`, so that sending them again changes nothing. */
    welcome(sub: string): void {
      for (const [from, text, hoursAgo] of WELCOME) {
        insert.run(`welcome-${from}-${sub}`, sub, from, text, now() - hoursAgo * HOUR);
      }
    },
  };
}
