import { ConfigError } from '../errors.ts';
import { functionOf, membersOf, numberOf, textOf, textsOf } from '../options/option-checks.ts';
import { plausibleClock } from '../plausible-time.ts';
import { KINDS, type RevocationKind } from './revocation-entry.ts';

/** Options of `createRevocationList`. All are checked once, at creation. */
export interface RevocationListOptions {
  /** Entries to keep at most; 1 to 10,000,000, default 100,000. An entry takes about 100 bytes. */
  readonly max?: number;
  /**
   * Kinds whose claim every token must have. Without it, a token that lacks the claim of a kind is not named by any entry of
   * that kind: an app client with token revocation switched off gives no `origin_jti`, and machine tokens never have one.
   */
  readonly requires?: readonly RevocationKind[];
  /** The claim that names a session; default `origin_jti`. */
  readonly sessionClaim?: string;
  /**
   * The longest lifetime of an access or ID token among the pool's app clients. Seconds, 300 to 2,592,000; default
   * 86,400, Cognito's own limit. A lower one forgets sooner; a token that lives longer gets `revocation_unavailable`.
   * All processes that share a list need the same, because the one that revokes decides how long the entry is kept.
   */
  readonly maxTokenLifetimeSeconds?: number;
  /** The clock, in milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}

const OPTION_NAMES = Object.keys({
  max: null,
  requires: null,
  sessionClaim: null,
  maxTokenLifetimeSeconds: null,
  now: null,
} satisfies Record<keyof RevocationListOptions, null>);

/** @throws {ConfigError} for an unknown or wrong option */
export function resolveListOptions(given: RevocationListOptions) {
  const options = membersOf<RevocationListOptions>('options', given, OPTION_NAMES);
  const { max = 100_000, requires, sessionClaim = 'origin_jti', maxTokenLifetimeSeconds = 86_400 } = options;
  const required = requires === undefined ? [] : textsOf('requires', requires);
  if (!required.every((kind): kind is RevocationKind => (KINDS as readonly string[]).includes(kind))) {
    throw new ConfigError(`requires must be an array with any of: ${KINDS.join(', ')}`);
  }
  return {
    max: numberOf('max', max, { min: 1, max: 10_000_000, whole: true }),
    required,
    claimNames: { session: textOf('sessionClaim', sessionClaim), token: 'jti', user: 'sub', client: 'client_id' },
    lifetime: numberOf('maxTokenLifetimeSeconds', maxTokenLifetimeSeconds, { min: 300, max: 2_592_000, whole: true }),
    now: plausibleClock(options.now === undefined ? () => Date.now() : functionOf('now', options.now)),
  };
}
