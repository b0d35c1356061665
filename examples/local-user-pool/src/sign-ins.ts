import { createHash, randomUUID } from 'node:crypto';
import { createCognitoVerifier } from 'cognito-guard';
import type { TestUserPool } from 'cognito-guard/testing';
import { CognitoError } from './errors.ts';
import type { User } from './users.ts';

export const API_SCOPE = 'aws.cognito.signin.user.admin';

/** One sign-in. Every token that is refreshed from it carries its `origin_jti`, and is revoked with it. */
export interface SignIn {
  readonly user: User;
  readonly originJti: string;
  readonly authTime: number;
  readonly scope: string;
  readonly nonce?: string;
  /** What the access tokens are bound to (RFC 8707). A refresh keeps it. */
  readonly resource?: string;
  readonly refreshToken: string;
  readonly refreshExpiresAt: number;
  revoked: boolean;
}

/** What an app may ask of a sign-in. Default: the scope of the API, no nonce, and tokens for no resource in particular. */
export type SignInRequest = Partial<Pick<SignIn, 'scope' | 'nonce' | 'resource'>>;

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

/** Cognito's defaults. */
const ACCESS_TOKEN_SECONDS = 3_600;
const REFRESH_TOKEN_SECONDS = 30 * 24 * 3_600;

export type SignIns = ReturnType<typeof createSignIns>;

export function createSignIns(keys: TestUserPool, now: () => number) {
  const byRefreshToken = new Map<string, SignIn>();
  const byOriginJti = new Map<string, SignIn>();
  // The pool checks its own tokens with the library that back ends use. Only then does it look for a revocation, of which no
  // token can tell.
  const verifier = createCognitoVerifier({ ...keys.verifierOptions, tokenUse: 'access' });
  const seconds = () => Math.floor(now() / 1000);

  async function start(user: User, request: SignInRequest = {}): Promise<SignIn> {
    const signIn: SignIn = {
      user,
      originJti: randomUUID(),
      authTime: seconds(),
      scope: API_SCOPE,
      ...request,
      refreshToken: await keys.refreshToken(),
      refreshExpiresAt: now() + REFRESH_TOKEN_SECONDS * 1000,
      revoked: false,
    };
    byRefreshToken.set(signIn.refreshToken, signIn);
    byOriginJti.set(signIn.originJti, signIn);
    return signIn;
  }

  /** Called for a refresh too, which keeps `auth_time` and `origin_jti` but reads groups and attributes anew. */
  async function mint(signIn: SignIn): Promise<Tokens> {
    const { user } = signIn;
    const shared = {
      sub: user.sub,
      'cognito:groups': user.groups.size > 0 ? [...user.groups] : undefined,
      origin_jti: signIn.originJti,
      event_id: randomUUID(),
      auth_time: signIn.authTime,
      exp: seconds() + ACCESS_TOKEN_SECONDS,
    };
    const { scope, resource: aud } = signIn;
    const accessToken = await keys.accessToken({ ...shared, username: user.username, scope, aud });
    const idToken = await keys.idToken({
      ...shared,
      ...idClaims(user),
      nonce: signIn.nonce,
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    });
    return { accessToken, idToken, refreshToken: signIn.refreshToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }

  function byRefresh(token: string): SignIn {
    const signIn = byRefreshToken.get(token);
    if (!signIn) throw notAuthorized('Invalid Refresh Token');
    if (signIn.revoked) throw notAuthorized('Refresh Token has been revoked');
    if (signIn.refreshExpiresAt <= now()) throw notAuthorized('Refresh Token has expired');
    return signIn;
  }

  /** Finds the sign-in of an access token, if the token is good, not revoked, and has the scope. */
  async function byAccess(token: string, scope: string): Promise<SignIn> {
    const result = await verifier.verify(token);
    if (!result.token_valid) {
      throw notAuthorized(result.reason === 'token_expired' ? 'Access Token has expired' : 'Invalid Access Token');
    }
    const signIn = byOriginJti.get(result.claims.origin_jti ?? '');
    if (!signIn || signIn.revoked) throw notAuthorized('Access Token has been revoked');
    requireScope(signIn, scope);
    return signIn;
  }

  function revoke(token: string): void {
    const signIn = byRefreshToken.get(token);
    if (signIn) signIn.revoked = true;
  }

  function revokeAll(user: User): void {
    for (const signIn of byOriginJti.values()) if (signIn.user === user) signIn.revoked = true;
  }

  return { start, mint, byRefresh, byAccess, revoke, revokeAll };
}

function requireScope(signIn: SignIn, scope: string): void {
  const granted = signIn.scope.split(' ');
  if (!granted.includes(scope)) throw notAuthorized('Access Token does not have required scopes');
}

function notAuthorized(message: string) {
  return new CognitoError('NotAuthorizedException', message);
}

function idClaims(user: User): Record<string, unknown> {
  const { email_verified, ...attributes } = user.attributes;
  const { identity } = user;
  return {
    email: undefined,
    ...attributes,
    email_verified: email_verified === 'true',
    'cognito:username': user.username,
    identities: identity && [
      {
        userId: identity.userId,
        providerName: identity.providerName,
        providerType: identity.providerName,
        issuer: null,
        primary: 'true',
        dateCreated: String(identity.dateCreated),
      },
    ],
  };
}
