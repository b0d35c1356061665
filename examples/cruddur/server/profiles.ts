import type { IdTokenClaims } from 'cognito-guard';
import type { CruddurDatabase } from './database.ts';

export interface Profile {
  readonly sub: string;
  readonly name: string;
  /** Neither unique nor fixed in such a pool: to be shown, never to decide by. */
  readonly handle: string | null;
}

export function createProfileStore(database: CruddurDatabase, now: () => number) {
  const save = database.prepare(`INSERT INTO profiles VALUES (?, ?, ?, ?)
    ON CONFLICT (sub) DO UPDATE SET name = excluded.name, handle = excluded.handle, updated_at = excluded.updated_at`);

  return {
    /** Takes name and handle from the claims of a verified ID token: what a browser says of itself is not asked. */
    save(claims: IdTokenClaims): Profile {
      const handle = shown(claims.preferred_username, 30) ?? null;
      const name = shown(claims.name, 60) ?? handle ?? 'A member';
      save.run(claims.sub, name, handle, now());
      return { sub: claims.sub, name, handle };
    },
  };
}

/** Verified only says that the user wrote it: users set these attributes themselves, so they are cut to what can be shown. */
function shown(claim: unknown, longest: number): string | undefined {
  if (typeof claim !== 'string') return undefined;
  const clean = [...claim.replace(/\p{C}/gu, '').trim()].slice(0, longest).join('');
  return clean === '' ? undefined : clean;
}
