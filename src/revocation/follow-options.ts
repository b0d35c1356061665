import { ConfigError } from '../errors.ts';
import { membersOf, numberOf, textOf } from '../options/option-checks.ts';

/** Options of `followRedis`. */
export interface FollowRedisOptions {
  /** The key of the stream that the processes share; default `cognito-guard:revocations`. */
  readonly key?: string;
  /**
   * The oldest knowledge that `isRevoked` still answers by. Seconds, 3 to 86,400; default 30. While the server is away, what others
   * revoke is missed for so long, and no longer.
   */
  readonly maxAgeSeconds?: number;
  /** Beyond that age: `'refuse'` (the default) answers `revocation_unavailable` (503); `'accept'` goes on by what is known. */
  readonly onUnavailable?: 'accept' | 'refuse';
}

const OPTION_NAMES = Object.keys({
  key: null,
  maxAgeSeconds: null,
  onUnavailable: null,
} satisfies Record<keyof FollowRedisOptions, null>);

/** @throws {ConfigError} for an unknown or wrong option */
export function resolveFollowOptions(given: FollowRedisOptions) {
  const options = membersOf<FollowRedisOptions>('options', given, OPTION_NAMES);
  const { key = 'cognito-guard:revocations', maxAgeSeconds = 30, onUnavailable = 'refuse' } = options;
  if (onUnavailable !== 'refuse' && onUnavailable !== 'accept') {
    throw new ConfigError("onUnavailable must be 'refuse' or 'accept'");
  }
  return {
    key: textOf('key', key),
    maxAgeMs: 1000 * numberOf('maxAgeSeconds', maxAgeSeconds, { min: 3, max: 86_400 }),
    onUnavailable,
  };
}
