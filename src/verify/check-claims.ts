import type { VerifierConfig } from '../options/verifier-config.ts';
import { ownMember } from '../own-member.ts';
import type { Reason } from '../reasons.ts';
import { type RejectedToken, reject } from '../result.ts';
import type { JsonObject } from './decode.ts';

type Policy = Pick<VerifierConfig, 'issuers' | 'tokenUses' | 'clientIds' | 'audiences' | 'clockToleranceSeconds'>;

/** One check: which claim is asked, and the reason of a token that fails. */
interface ClaimCheck {
  readonly reason: Reason;
  readonly claimOf: (claims: JsonObject) => string;
  readonly holds: (claims: JsonObject, policy: Policy, nowSeconds: number) => boolean;
}

const isString = (value: unknown) => typeof value === 'string';
const isNumber = Number.isFinite;
const isArrayOfStrings = (value: unknown) => Array.isArray(value) && value.every(isString);
const isStringOrStrings = (value: unknown) => isString(value) || isArrayOfStrings(value);

/** The claims whose type Cognito fixes. One of the wrong type is invalid, not absent. */
const TYPES_OF_ALL_TOKENS = {
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
  'cognito:groups': isArrayOfStrings,
  'cognito:roles': isArrayOfStrings,
  'cognito:preferred_role': isString,
  acr: isString,
  amr: isArrayOfStrings,
};

/** By `token_use`: in the other kind of token the same name is a claim of the user's own, of any type. */
const TYPES_BY_USE = new Map<unknown, readonly (readonly [claim: string, fits: (value: unknown) => boolean])[]>([
  [
    'access',
    Object.entries({
      ...TYPES_OF_ALL_TOKENS,
      client_id: isString,
      username: isString,
      scope: isString,
      device_key: isString,
      version: isNumber,
    }),
  ],
  ['id', Object.entries({ ...TYPES_OF_ALL_TOKENS, 'cognito:username': isString, nonce: isString, at_hash: isString })],
]);
const OTHER_TYPES = Object.entries(TYPES_OF_ALL_TOKENS);

const REQUIRED_CLAIMS = ['sub', 'exp', 'iat'];

/** What is wrong with the form of the claims, in words for a log; undefined if nothing is. */
function malformationOf(claims: JsonObject): string | undefined {
  const missing = REQUIRED_CLAIMS.find((claim) => !Object.hasOwn(claims, claim));
  if (missing !== undefined) return `claim '${missing}' is missing`;
  const types = TYPES_BY_USE.get(ownMember(claims, 'token_use')) ?? OTHER_TYPES;
  const mistyped = types.find(({ 0: claim, 1: fits }) => Object.hasOwn(claims, claim) && !fits(claims[claim]));
  return mistyped && `claim '${mistyped[0]}' is not of its type`;
}

const isFromThisPool: ClaimCheck['holds'] = (claims, { issuers }) =>
  issuers.some((issuer) => issuer === ownMember(claims, 'iss'));

const isOfAnAcceptedUse: ClaimCheck['holds'] = (claims, { tokenUses }) =>
  (tokenUses as ReadonlySet<unknown>).has(ownMember(claims, 'token_use'));

/** An access token's `aud` never stands in for its `client_id`: it may name a resource, or be put there by a Lambda. */
const clientClaimOf = (claims: JsonObject) => (claims.token_use === 'id' ? 'aud' : 'client_id');

const isForAnAcceptedClient: ClaimCheck['holds'] = (claims, { clientIds }) => {
  const client = ownMember(claims, clientClaimOf(claims));
  return typeof client === 'string' && (clientIds === 'any' || clientIds.has(client));
};

const isForAnAudience: ClaimCheck['holds'] = (claims, { audiences }) => {
  if (audiences === undefined || claims.token_use === 'id') return true;
  const named = [ownMember(claims, 'aud')].flat();
  return audiences.some((audience) => named.includes(audience));
};

/** "On or after" `exp` is expired (RFC 7519 section 4.1.4). Written so that a clock that is NaN refuses. */
const isNotExpired: ClaimCheck['holds'] = (claims, { clockToleranceSeconds }, nowSeconds) =>
  nowSeconds < Number(claims.exp) + clockToleranceSeconds;

const isValidAlready: ClaimCheck['holds'] = (claims, { clockToleranceSeconds }, nowSeconds) =>
  !Object.hasOwn(claims, 'nbf') || nowSeconds >= Number(claims.nbf) - clockToleranceSeconds;

/** What time decides; asked anew at each use of a remembered token. */
const VALIDITY_CHECKS: readonly ClaimCheck[] = [
  { reason: 'token_expired', claimOf: () => 'exp', holds: isNotExpired },
  { reason: 'token_not_yet_valid', claimOf: () => 'nbf', holds: isValidAlready },
];

/** One row per check, in order: the reason is that of the first check that fails. */
const CHECKS: readonly ClaimCheck[] = [
  { reason: 'issuer_unknown', claimOf: () => 'iss', holds: isFromThisPool },
  { reason: 'token_use_mismatch', claimOf: () => 'token_use', holds: isOfAnAcceptedUse },
  { reason: 'client_mismatch', claimOf: clientClaimOf, holds: isForAnAcceptedClient },
  { reason: 'audience_mismatch', claimOf: () => 'aud', holds: isForAnAudience },
  ...VALIDITY_CHECKS,
];

/**
 * The refusal of these signed claims, or undefined if they are good.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function rejectionOfClaims(claims: JsonObject, policy: Policy, nowSeconds: number): RejectedToken | undefined {
  const malformation = malformationOf(claims);
  if (malformation !== undefined) return reject('claims_malformed', { claims, cause: malformation });
  return rejectionByFirstFailing(CHECKS, claims, policy, nowSeconds);
}

/** The same by the checks that depend on time alone. */
export function rejectionByTime(claims: JsonObject, policy: Policy, nowSeconds: number): RejectedToken | undefined {
  return rejectionByFirstFailing(VALIDITY_CHECKS, claims, policy, nowSeconds);
}

function rejectionByFirstFailing(
  checks: readonly ClaimCheck[],
  claims: JsonObject,
  policy: Policy,
  nowSeconds: number,
): RejectedToken | undefined {
  const failing = checks.find(({ holds }) => !holds(claims, policy, nowSeconds));
  if (failing === undefined) return undefined;
  const claim = failing.claimOf(claims);
  const what = Object.hasOwn(claims, claim) ? 'is not accepted' : 'is missing';
  return reject(failing.reason, { claims, cause: `claim '${claim}' ${what}` });
}
