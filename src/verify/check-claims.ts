import type { VerifierConfig } from '../options.ts';
import type { Reason } from '../reasons.ts';

type UncheckedClaims = Readonly<Record<string, unknown>>;
type Policy = Pick<VerifierConfig, 'issuers' | 'tokenUses' | 'clientIds' | 'audience' | 'clockToleranceSeconds'>;
type Check = (claims: UncheckedClaims, policy: Policy, nowSeconds: number) => boolean;

const isString = (value: unknown) => typeof value === 'string';
const isNumber = Number.isFinite;
const isArrayOfStrings = (value: unknown) => Array.isArray(value) && value.every(isString);
const isStringOrStrings = (value: unknown) => isString(value) || isArrayOfStrings(value);

const REQUIRED_CLAIMS = ['sub', 'exp', 'iat'];

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

const hasCognitosTypes: Check = (claims) =>
  REQUIRED_CLAIMS.every((name) => Object.hasOwn(claims, name)) &&
  Object.keys(claims).every((name) => CLAIM_TYPES.get(name)?.(claims[name]) ?? true);

/** The claim itself, never something inherited: a polluted Object.prototype must not fill in for an absent claim. */
const own = (claims: UncheckedClaims, name: string) => (Object.hasOwn(claims, name) ? claims[name] : undefined);

const isFromThisPool: Check = (claims, { issuers }) => issuers.some((issuer) => issuer === own(claims, 'iss'));

const isOfAnAcceptedUse: Check = (claims, { tokenUses }) => tokenUses.has(own(claims, 'token_use'));

/** An access token's `aud` never stands in for its `client_id`: it may name a resource, or be put there by a Lambda. */
const isForAnAcceptedClient: Check = (claims, { clientIds }) => {
  const client = own(claims, claims.token_use === 'id' ? 'aud' : 'client_id');
  return typeof client === 'string' && (clientIds === 'any' || clientIds.has(client));
};

const isForTheAudience: Check = (claims, { audience }) => {
  if (audience === undefined || claims.token_use === 'id') return true;
  const aud = own(claims, 'aud');
  return aud === audience || (Array.isArray(aud) && aud.includes(audience));
};

/** "On or after" `exp` is expired (RFC 7519 section 4.1.4). Written so that a clock that is NaN refuses. */
const isNotExpired: Check = (claims, { clockToleranceSeconds }, nowSeconds) =>
  nowSeconds < Number(claims.exp) + clockToleranceSeconds;

const isValidAlready: Check = (claims, { clockToleranceSeconds }, nowSeconds) =>
  !Object.hasOwn(claims, 'nbf') || nowSeconds >= Number(claims.nbf) - clockToleranceSeconds;

/** What time decides; asked anew at each use of a remembered token. */
const VALIDITY_CHECKS: readonly (readonly [Reason, Check])[] = [
  ['token_expired', isNotExpired],
  ['token_not_yet_valid', isValidAlready],
];

/** One row per check, in order: the reason is the first whose check fails. */
const CHECKS: readonly (readonly [Reason, Check])[] = [
  ['claims_malformed', hasCognitosTypes],
  ['issuer_unknown', isFromThisPool],
  ['token_use_mismatch', isOfAnAcceptedUse],
  ['client_mismatch', isForAnAcceptedClient],
  ['audience_mismatch', isForTheAudience],
  ...VALIDITY_CHECKS,
];

/**
 * Why these signed claims are refused, or undefined if they are good.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function checkClaims(claims: UncheckedClaims, policy: Policy, nowSeconds: number): Reason | undefined {
  return CHECKS.find(([, holds]) => !holds(claims, policy, nowSeconds))?.[0];
}

export function checkValidityPeriod(claims: UncheckedClaims, policy: Policy, nowSeconds: number): Reason | undefined {
  return VALIDITY_CHECKS.find(([, holds]) => !holds(claims, policy, nowSeconds))?.[0];
}
