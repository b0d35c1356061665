import type { IdTokenClaims } from 'cognito-guard';
import type { CruddurDatabase } from './database.ts';

export interface Profile {
  readonly sub: string;
  readonly name: string;
  /** Users can change it, and two can have the same: show it, but decide nothing by it. */
  readonly handle: string | null;
}

export function createProfileStore(database: CruddurDatabase, now: () => number) {
  const save = database.prepare(`INSERT INTO profiles VALUES (?, ?, ?, ?)
    ON CONFLICT (sub) DO UPDATE SET name = excluded.name, handle = excluded.handle, updated_at = excluded.updated_at`);

  return {
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
