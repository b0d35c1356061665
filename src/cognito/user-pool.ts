/**
 * The shape of a user pool ID: Region, underscore, letters and digits. A Region may have several hyphens and two digits.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html
 */
const USER_POOL_ID = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}_[0-9A-Za-z]{1,38}$/;

/** What emulators use: cognito-local has `local_5uAbCdEf`. Still never a slash or a dot, because it becomes part of a URL. */
const EMULATOR_POOL_ID = /^[\w-]{1,64}_[0-9A-Za-z]{1,64}$/;

/** DNS suffix by partition, found by the Region's prefix; every other Region is in the `aws` partition or in GovCloud. */
const DNS_SUFFIXES = [
  ['eusc-', 'amazonaws.eu'],
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
] as const;

const ORIGINAL_HOST = 'https://cognito-idp.';
const UPDATED_HOST = 'https://issuer-cognito-idp.';

export function isUserPoolId(text: string): boolean {
  return USER_POOL_ID.test(text);
}

export function isEmulatorPoolId(text: string): boolean {
  return EMULATOR_POOL_ID.test(text);
}

/**
 * The two forms of `iss` that a pool's tokens can carry, ORIGINAL first. A pool can switch on any day, with unexpired
 * tokens of both forms in flight.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function issuersOf(userPoolId: string): readonly [original: string, updated: string] {
  const region = userPoolId.slice(0, userPoolId.indexOf('_'));
  const suffix = DNS_SUFFIXES.find(({ 0: prefix }) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  const rest = `${region}.${suffix}/${userPoolId}`;
  return [ORIGINAL_HOST + rest, UPDATED_HOST + rest];
}

/** The ORIGINAL spelling of either form; any other issuer is its own only spelling. */
export function originalFormOf(issuer: string): string {
  return issuer.startsWith(UPDATED_HOST) ? ORIGINAL_HOST + issuer.slice(UPDATED_HOST.length) : issuer;
}

export function keySetUrlOf(issuer: string): string {
  return `${issuer}/.well-known/jwks.json`;
}
