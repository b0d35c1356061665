import { type NameRule, namesOf } from '../options/name-check.ts';
import { numberOf } from '../options/option-checks.ts';
import { ownMember } from '../own-member.ts';
import type { VerifierClock } from '../verifier-clock.ts';

/** What is asked of the sign-in behind a token, checked. */
export interface StepUp {
  readonly maxAuthAgeSeconds: number | undefined;
  readonly acr: readonly string[] | undefined;
}

/** Cognito's form of a level's name. It goes into a header, so its alphabet is checked here, once. */
const LEVEL_NAMES: NameRule = {
  pattern: /^[\x21\x23-\x5B\x5D-\x7E]{1,64}$/,
  words: '1 to 64 ASCII characters without spaces, quotes and backslashes',
};
/** The longest life of a refresh token, which keeps the `auth_time` of its sign-in. */
const TEN_YEARS = 315_360_000;

/** @throws {ConfigError} for an age that no sign-in can have, or a name that no level can have */
export function stepUpOf(given: { readonly maxAuthAgeSeconds: unknown; readonly acr: unknown }): StepUp {
  const { maxAuthAgeSeconds, acr } = given;
  const range = { min: 1, max: TEN_YEARS, whole: true } as const;
  return {
    maxAuthAgeSeconds:
      maxAuthAgeSeconds === undefined ? undefined : numberOf('maxAuthAgeSeconds', maxAuthAgeSeconds, range),
    acr: acr === undefined ? undefined : namesOf('acr', acr, LEVEL_NAMES),
  };
}

/**
 * What the sign-in of this token lacks, in words for a log; undefined if it is recent and strong enough. A claim that is
 * absent counts as lacking: Cognito does not issue `acr` in every pool, and machines never sign in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
 */
export function slipOfSignIn(
  claims: Readonly<Record<string, unknown>>,
  { maxAuthAgeSeconds, acr }: StepUp,
  clock: VerifierClock,
): string | undefined {
  return (
    (maxAuthAgeSeconds === undefined
      ? undefined
      : slipOfAge(ownMember(claims, 'auth_time'), maxAuthAgeSeconds, clock)) ??
    (acr === undefined ? undefined : slipOfLevel(ownMember(claims, 'acr'), acr))
  );
}

function slipOfAge(authTime: unknown, maxAgeSeconds: number, clock: VerifierClock): string | undefined {
  if (authTime === undefined) return "claim 'auth_time' is missing";
  if (typeof authTime !== 'number' || !Number.isFinite(authTime)) return "claim 'auth_time' is not of its type";
  const { now, clockToleranceSeconds } = clock;
  const ageSeconds = now() / 1000 - authTime;
  if (ageSeconds < -clockToleranceSeconds) return "claim 'auth_time' is in the future";
  // Written so that a clock that is NaN refuses.
  return ageSeconds <= maxAgeSeconds + clockToleranceSeconds ? undefined : "claim 'auth_time' is too long ago";
}

/** Pools name their levels as they like, so names are compared and never ordered. */
function slipOfLevel(level: unknown, goodEnough: readonly string[]): string | undefined {
  if (level === undefined) return "claim 'acr' is missing";
  return goodEnough.some((name) => name === level) ? undefined : "claim 'acr' is not a level that is good enough";
}
