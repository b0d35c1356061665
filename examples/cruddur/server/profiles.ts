import type { IdTokenClaims } from 'cognito-guard';
import type { CruddurDatabase } from './database.ts';

export interface Profile {
  readonly sub: string;
  readonly name: string;
  /** Users can change it, and two can have the same: show it, but decide nothing by it. */
  readonly handle: string | null;
}

export interface Member extends Profile {
  /** Set while a moderator keeps the member out. Milliseconds since 1970. */
  readonly removed_until: number | null;
}

export function createProfileStore(database: CruddurDatabase, now: () => number) {
  const save = database.prepare(`INSERT INTO profiles VALUES (?, ?, ?, ?)
    ON CONFLICT (sub) DO UPDATE SET name = excluded.name, handle = excluded.handle, updated_at = excluded.updated_at`);

  const members = database.prepare(`
    SELECT profiles.sub, profiles.name, profiles.handle, kept_out.until AS removed_until
    FROM profiles LEFT JOIN sign_outs AS kept_out
      ON kept_out.sub = profiles.sub AND kept_out.by = 'moderator' AND kept_out.until > ?
    WHERE profiles.sub NOT LIKE 'seed-%' ORDER BY profiles.name`);

  return {
    /** Everybody who signed in. The people of the bootcamp have no account. */
    members: () => members.all(now()) as Member[],
    /** Takes name and handle from a verified ID token, never from fields that a browser sends. */
    save(claims: IdTokenClaims): Profile {
      const handle = shown(claims.preferred_username, 30) ?? null;
      const name = shown(claims.name, 60) ?? handle ?? 'A member';
      save.run(claims.sub, name, handle, now());
      return { sub: claims.sub, name, handle };
    },
  };
}

/** Users write these attributes themselves. A verified token proves who wrote them, not that they are safe to show. */
function shown(claim: unknown, longest: number): string | undefined {
  if (typeof claim !== 'string') return undefined;
  const clean = [...claim.replace(/\p{C}/gu, '').trim()].slice(0, longest).join('');
  return clean === '' ? undefined : clean;
}
