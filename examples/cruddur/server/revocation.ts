import { createRevocationList, followRedis, type RevocationList } from 'cognito-guard/revocation';
import { createClient } from 'redis';

export interface Revocation {
  readonly list: RevocationList;
  readonly close: () => void;
}

/** While Redis is away, a sign-out through another back end is missed for so long. Then nobody is let in until it is back. Seconds. */
const MISSED_FOR_AT_MOST = 5;

/**
 * The list of what is revoked, which both verifiers ask. With the address of a Redis server it is shared with every back end that
 * has the same one: what is revoked through one is refused by all. Without it, the list is in the memory of this process alone.
 */
export async function createRevocation(now?: () => number, redisUrl?: string): Promise<Revocation> {
  const list = createRevocationList(now === undefined ? {} : { now });
  if (redisUrl === undefined) return { list, close: () => {} };
  // Resolves once the list is in step: a back end that does not know what is revoked must not let anybody in.
  const follower = await followRedis(list, createClient({ url: redisUrl }), { maxAgeSeconds: MISSED_FOR_AT_MOST });
  return { list, close: () => follower.close() };
}
