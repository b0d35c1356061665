import type { RevocationList } from 'cognito-guard/revocation';
import type { CruddurDatabase } from './database.ts';

/** Who ended somebody's sign-ins: the member, or a moderator, who also keeps the member out until a time. */
export interface SignOut {
  readonly by: 'member' | 'moderator';
  /** Milliseconds since 1970. Tokens issued until then are revoked. */
  readonly until: number;
}

const DAY = 24 * 3_600_000;

/**
 * Revokes all tokens of a member. The list makes it so on the next request; the table remembers who did it, which the page says
 * in words, and survives a restart of a back end that shares its list with nobody.
 */
export function createSignOutStore(database: CruddurDatabase, list: RevocationList, now: () => number) {
  // A later time wins: whoever is kept out by a moderator does not come back in by signing out everywhere.
  const save = database.prepare(`INSERT INTO sign_outs VALUES (?, ?, ?)
    ON CONFLICT (sub) DO UPDATE SET by = excluded.by, until = excluded.until WHERE excluded.until > sign_outs.until`);
  const one = database.prepare('SELECT by, until FROM sign_outs WHERE sub = ?');
  const recent = database.prepare('SELECT sub, until FROM sign_outs WHERE until > ?');

  async function signOut(sub: string, by: SignOut['by'], until: number): Promise<void> {
    save.run(sub, by, until);
    await list.revoke({ user: sub, before: new Date(until) });
  }

  return {
    everywhere: (sub: string) => signOut(sub, 'member', now()),
    /** For a day. The pool still signs the member in, but nothing takes the tokens that it gives out. */
    byModerator: (sub: string) => signOut(sub, 'moderator', now() + DAY),
    of: (sub: string) => one.get(sub) as SignOut | undefined,
    /** Older ones name no token that can still be alive. */
    async restore(): Promise<void> {
      const rows = recent.all(now() - DAY) as { sub: string; until: number }[];
      await Promise.all(rows.map(({ sub, until }) => list.revoke({ user: sub, before: new Date(until) })));
    },
  };
}
