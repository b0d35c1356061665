/**
 * User pools with real keys, for the tests of an application.
 *
 * @module cognito-guard/testing
 */

import { issuersOf, keySetUrlOf } from '../cognito/user-pool.ts';
import { functionOf, membersOf, refuseLostOptions, takingAtMost, textOf } from '../options/option-checks.ts';
import { listenOnLoopback, type TestUserPoolServer } from './listen.ts';
import { createPoolKey, createRefreshToken } from './pool-key.ts';
import type { Mint, TestUserPool, TestUserPoolOptions } from './test-user-pool.ts';

export type { TestUserPoolServer } from './listen.ts';
export type { Overrides, PublicJwk } from './pool-key.ts';
export { tamper } from './tamper.ts';
export type { TestUserPool, TestUserPoolOptions } from './test-user-pool.ts';

const ONE_HOUR = 3_600;

const CLAIMS_AND_HEADER = 'accessToken, idToken and machineToken take claims and header parameters, and no more';
const NO_ARGUMENTS =
  'refreshToken, rotateKeys and listen take no arguments: all options are given to createTestUserPool';

/**
 * Makes a user pool for tests. Its tokens have the shapes of Cognito's own: header `kid` and `alg` only, ID and access
 * tokens signed by different keys, escaped slashes.
 *
 * Its RSA keys are real, and no other pool has them. Only their primes are used again, so that a pool costs a test next
 * to nothing; that is why they are good for tests alone.
 *
 * @throws {ConfigError} for an unknown option
 * @example
 * const pool = await createTestUserPool();
 * const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
 * await verifier.verify(await pool.accessToken({ 'cognito:groups': ['admins'] }));
 */
export async function createTestUserPool(options: TestUserPoolOptions = {}): Promise<TestUserPool> {
  refuseLostOptions(arguments, 1, 'createTestUserPool takes one object with all options');
  const names = ['userPoolId', 'clientId', 'issuer', 'now'];
  const given = membersOf<TestUserPoolOptions>('options', options, names);
  const { userPoolId: id = 'us-east-1_TestPool1', clientId: client = '1example23456789abcdefghij' } = given;
  const userPoolId = textOf('userPoolId', id);
  const clientId = textOf('clientId', client);
  const { issuer: iss = issuersOf(userPoolId)[0], now: clock = () => Date.now() } = given;
  const issuer = textOf('issuer', iss);
  const now = functionOf('now', clock);
  const user = { sub: crypto.randomUUID(), originJti: crypto.randomUUID() };
  let keys = await createPoolKeys();

  const jwks = () => ({ keys: [keys.id.jwk, keys.access.jwk] });

  function commonClaims() {
    const iat = Math.floor(now() / 1000);
    return {
      iss: issuer,
      event_id: crypto.randomUUID(),
      auth_time: iat,
      exp: iat + ONE_HOUR,
      iat,
      jti: crypto.randomUUID(),
    };
  }

  const mint = (use: 'access' | 'id', base: () => object): Mint => {
    const sign: Mint = (claims, header) =>
      keys[use].sign({ ...commonClaims(), token_use: use, ...base(), ...claims }, header);
    return takingAtMost(2, CLAIMS_AND_HEADER, sign);
  };

  const accessToken = mint('access', () => ({
    sub: user.sub,
    client_id: clientId,
    origin_jti: user.originJti,
    scope: 'aws.cognito.signin.user.admin',
    username: user.sub,
  }));

  const idToken = mint('id', () => ({
    sub: user.sub,
    aud: clientId,
    origin_jti: user.originJti,
    'cognito:username': user.sub,
    email: 'jane@example.com',
    email_verified: true,
  }));

  const machineToken = mint('access', () => ({
    sub: clientId,
    client_id: clientId,
    scope: 'api.example.com/read',
    version: 2,
    event_id: undefined,
    auth_time: undefined,
  }));

  async function inMemoryFetch(input: string | URL | Request): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input);
    // Cognito's answer at the issuer host that the pool does not use.
    if (url !== keySetUrlOf(issuer)) return new Response('Forbidden', { status: 403 });
    return Response.json(jwks());
  }

  async function rotateKeys(): Promise<void> {
    keys = await createPoolKeys();
  }

  const listen = (): Promise<TestUserPoolServer> => listenOnLoopback(userPoolId, jwks);

  return {
    userPoolId,
    clientId,
    issuer,
    get jwks() {
      return jwks();
    },
    verifierOptions: {
      userPoolId,
      clientId,
      ...(given.issuer !== undefined && { emulator: { issuer } }),
      ...(given.now !== undefined && { now }),
      fetch: inMemoryFetch,
    },
    accessToken,
    idToken,
    machineToken,
    refreshToken: takingAtMost(0, NO_ARGUMENTS, async () => createRefreshToken()),
    rotateKeys: takingAtMost(0, NO_ARGUMENTS, rotateKeys),
    listen: takingAtMost(0, NO_ARGUMENTS, listen),
  };
}

/** ID and access tokens are signed by different keys. */
async function createPoolKeys() {
  return { id: await createPoolKey(), access: await createPoolKey() };
}
