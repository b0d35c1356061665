import type { VerifierConfig } from '../options/resolve-options.ts';
import type { Reason } from '../reasons.ts';

type UncheckedClaims = Readonly<Record<string, unknown>>;
type Policy = Pick<
  VerifierConfig,
  'acceptedIssuers' | 'tokenUses' | 'clientIds' | 'audience' | 'clockToleranceSeconds'
>;
type Check = (claims: UncheckedClaims, policy: Policy, nowSeconds: number) => boolean;
type Checks = readonly { readonly reason: Reason; readonly holds: Check }[];

// Loops by index, where array methods would read better: code that patched Array.prototype must not decide for us.

const isString = (value: unknown) => typeof value === 'string';
const isNumber = Number.isFinite;

function isArrayOfStrings(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (let at = 0; at < value.length; at += 1) if (typeof value[at] !== 'string') return false;
  return true;
}

const isStringOrStrings = (value: unknown) => isString(value) || isArrayOfStrings(value);

/** The claims whose type Cognito fixes. One of the wrong type is invalid, not absent. */
const CLAIM_TYPES = new Map(
  Object.entries({
    iss: isString,
    sub: isString,
    aud: isStringOrStrings,
    exp: isNumber,
    nbf: isNumber,
    iat: isNumber,
    auth_time: isNumber,
    jti: isString,
    origin_jti: isString,
    event_id: isString,
    token_use: isString,
    client_id: isString,
    username: isString,
    'cognito:username': isString,
    scope: isString,
    'cognito:groups': isArrayOfStrings,
    'cognito:roles': isArrayOfStrings,
    'cognito:preferred_role': isString,
    device_key: isString,
    version: isNumber,
    acr: isString,
    amr: isArrayOfStrings,
    nonce: isString,
    at_hash: isString,
  }),
);

function hasCognitosTypes(claims: UncheckedClaims): boolean {
  const names = Object.keys(claims);
  for (let at = 0; at < names.length; at += 1) {
    const name = String(names[at]);
    if (CLAIM_TYPES.get(name)?.(claims[name]) === false) return false;
  }
  return Object.hasOwn(claims, 'sub') && Object.hasOwn(claims, 'exp') && Object.hasOwn(claims, 'iat');
}

/** The claim itself, never something inherited: a polluted Object.prototype must not fill in for an absent claim. */
const own = (claims: UncheckedClaims, name: string) => (Object.hasOwn(claims, name) ? claims[name] : undefined);

const isFromThisPool: Check = (claims, { acceptedIssuers }) => acceptedIssuers.has(own(claims, 'iss'));

const isOfAnAcceptedUse: Check = (claims, { tokenUses }) => tokenUses.has(own(claims, 'token_use'));

/** An access token's `aud` never stands in for its `client_id`: it may name a resource, or be put there by a Lambda. */
const isForAnAcceptedClient: Check = (claims, { clientIds }) => {
  const client = own(claims, claims.token_use === 'id' ? 'aud' : 'client_id');
  return typeof client === 'string' && (clientIds === 'any' || clientIds.has(client));
};

const isForTheAudience: Check = (claims, { audience }) => {
  if (audience === undefined || claims.token_use === 'id') return true;
  const aud = own(claims, 'aud');
  if (!Array.isArray(aud)) return aud === audience;
  for (let at = 0; at < aud.length; at += 1) if (aud[at] === audience) return true;
  return false;
};

/** "On or after" `exp` is expired (RFC 7519 section 4.1.4). Written so that a clock that is NaN refuses. */
const isNotExpired: Check = (claims, { clockToleranceSeconds }, nowSeconds) =>
  nowSeconds < Number(claims.exp) + clockToleranceSeconds;

const isValidAlready: Check = (claims, { clockToleranceSeconds }, nowSeconds) =>
  !Object.hasOwn(claims, 'nbf') || nowSeconds >= Number(claims.nbf) - clockToleranceSeconds;

/** What time decides; asked anew at each use of a remembered token. */
const VALIDITY_CHECKS: Checks = [
  { reason: 'token_expired', holds: isNotExpired },
  { reason: 'token_not_yet_valid', holds: isValidAlready },
];

/** One row per check, in order: the reason is the first whose check fails. */
const CHECKS: Checks = [
  { reason: 'claims_malformed', holds: hasCognitosTypes },
  { reason: 'issuer_unknown', holds: isFromThisPool },
  { reason: 'token_use_mismatch', holds: isOfAnAcceptedUse },
  { reason: 'client_mismatch', holds: isForAnAcceptedClient },
  { reason: 'audience_mismatch', holds: isForTheAudience },
  ...VALIDITY_CHECKS,
];

/**
 * Why these signed claims are refused, or undefined if they are good.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function checkClaims(claims: UncheckedClaims, policy: Policy, nowSeconds: number): Reason | undefined {
  return firstFailing(CHECKS, claims, policy, nowSeconds);
}

export function checkValidityPeriod(claims: UncheckedClaims, policy: Policy, nowSeconds: number): Reason | undefined {
  return firstFailing(VALIDITY_CHECKS, claims, policy, nowSeconds);
}

function firstFailing(checks: Checks, claims: UncheckedClaims, policy: Policy, nowSeconds: number): Reason | undefined {
  for (let at = 0; at < checks.length; at += 1) {
    const check = checks[at];
    if (check !== undefined && !check.holds(claims, policy, nowSeconds)) return check.reason;
  }
  return undefined;
}
