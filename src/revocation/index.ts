/**
 * Revocation before expiry: a list in memory, and Redis to share it.
 *
 * @module cognito-guard/revocation
 */

export { createRevocationList, type RevocationList } from './create-revocation-list.ts';
export type { FollowRedisOptions } from './follow-options.ts';
export { followRedis, type RedisFollower, type RevocationHealth } from './follow-redis.ts';
export type { RevocationListOptions } from './list-options.ts';
export type { RedisClientLike } from './redis-link.ts';
export type { RevocationEntry, RevocationKind } from './revocation-entry.ts';
