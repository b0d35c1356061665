import type { LocalPool } from '../src/create-local-pool.ts';

export interface PoolAnswer {
  readonly status: number;
  /** The name of the error, from the header in which clients look for it. */
  readonly error: string | null;
  readonly body: {
    readonly message?: string;
    readonly ChallengeName?: string;
    readonly Session?: string;
    readonly SecretCode?: string;
    readonly ChallengeParameters: Readonly<Record<string, string>>;
    readonly AuthenticationResult: TokensInHand;
    readonly CodeDeliveryDetails?: object;
  };
}

/** Calls one operation over HTTP, as an SDK does. Adds `ClientId` where there is no access token. */
export async function callPool(pool: LocalPool, operation: string, input: object): Promise<PoolAnswer> {
  const response = await fetch(pool.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ ...('AccessToken' in input ? {} : { ClientId: pool.clientId }), ...input }),
  });
  const body = await response.json();
  const error = response.headers.get('x-amzn-errortype');
  if (error !== (body.__type ?? null)) throw new Error('The error in the header is not the error in the body');
  return { status: response.status, error, body };
}

export const PASSWORD = 'Prune-juice-1';

let created = 0;

/** A confirmed user that no other test has. */
export function newUser(pool: LocalPool, options: Partial<Parameters<LocalPool['createUser']>[0]> = {}) {
  created += 1;
  const email = `worf${created}@enterprise.example`;
  const sub = pool.createUser({
    email,
    password: PASSWORD,
    attributes: { name: 'Worf', preferred_username: 'worf' },
    ...options,
  });
  return { email, sub };
}

export interface TokensInHand {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
}

export function passwordSignIn(pool: LocalPool, email: string, password: string = PASSWORD): Promise<PoolAnswer> {
  return callPool(pool, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
}

export async function tokensOf(pool: LocalPool, email: string, password?: string): Promise<TokensInHand> {
  const { body } = await passwordSignIn(pool, email, password);
  return body.AuthenticationResult;
}

export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
