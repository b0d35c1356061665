import {
  CognitoIdentityProviderClient,
  GlobalSignOutCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../../local-user-pool/src/create-local-pool.ts';
import { createApp } from '../revoked-at-cognito.ts';
import { AwsError, clientOptions, serveAwsJson } from './aws-json.ts';
import { answerOf, bearer, serve } from './loopback.ts';
import { pool as testPool } from './recipe-contract.ts';

const pool = await createLocalPool();
afterAll(() => pool.close());
const clientAt = (endpoint: string) => new CognitoIdentityProviderClient(clientOptions(endpoint));

/** The status of the call that matters, with its reason, and the status of one that does not. */
async function ask(app: ReturnType<typeof createApp>, token: string) {
  const origin = await serve(app);
  const matters = await answerOf(await fetch(`${origin}/account`, { method: 'DELETE', headers: bearer(token) }));
  const other = await fetch(`${origin}/messages`, { headers: bearer(token) });
  const reason = matters.body === '' ? undefined : JSON.parse(matters.body).reason;
  return { matters: matters.status, reason, other: other.status };
}

describe('revoked-at-cognito.ts, with a user pool', () => {
  const cognito = clientAt(pool.url);
  const app = createApp({ ...pool.verifierOptions, tokenUse: 'access' }, cognito);
  let users = 0;

  async function signIn() {
    users += 1;
    const email = `jane${users}@example.com`;
    pool.createUser({ email, password: 'Prune-juice-1' });
    return { email, ...(await pool.tokensFor(email)) };
  }
  type SignedIn = Awaited<ReturnType<typeof signIn>>;

  it('accepts a token that nobody has revoked', async () => {
    const { accessToken } = await signIn();
    expect(await ask(app, accessToken)).toEqual({ matters: 204, reason: undefined, other: 200 });
  });

  it.each<[what: string, happen: (user: SignedIn) => unknown]>([
    [
      'signed out everywhere',
      ({ accessToken }) => cognito.send(new GlobalSignOutCommand({ AccessToken: accessToken })),
    ],
    [
      'had the refresh token revoked',
      ({ refreshToken }) => cognito.send(new RevokeTokenCommand({ Token: refreshToken, ClientId: pool.clientId })),
    ],
    ['was disabled', ({ email }) => pool.disableUser(email)],
  ])('refuses whoever %s, though no list was told, and only where it is asked', async (_what, happen) => {
    const user = await signIn();
    await happen(user);
    expect(await ask(app, user.accessToken)).toEqual({ matters: 401, reason: 'token_revoked', other: 200 });
  });
});

describe('revoked-at-cognito.ts, by what Cognito answers', () => {
  const appAt = (endpoint: string) =>
    createApp({ ...testPool.verifierOptions, tokenUse: 'access' }, clientAt(endpoint));
  const appThatHears = async (GetUser: () => object | Promise<object>) => appAt(await serveAwsJson({ GetUser }));

  it.each<[name: string, status: number, matters: number, reason: string]>([
    ['NotAuthorizedException', 400, 401, 'token_revoked'],
    ['UserNotFoundException', 400, 401, 'token_revoked'],
    ['TooManyRequestsException', 400, 503, 'revocation_unavailable'],
    ['ForbiddenException', 403, 503, 'revocation_unavailable'],
    ['InternalErrorException', 500, 503, 'revocation_unavailable'],
  ])('%s, %i: %i %s', async (name, status, matters, reason) => {
    const app = await appThatHears(() => {
      throw new AwsError(name, status);
    });
    expect(await ask(app, await testPool.accessToken())).toEqual({ matters, reason, other: 200 });
  });

  it.each<[what: string, start: () => Promise<ReturnType<typeof createApp>>]>([
    ['cannot be reached', async () => appAt('http://127.0.0.1:1')],
    ['does not answer', () => appThatHears(() => new Promise(() => {}))],
  ])('answers 503, and signs nobody out, where Cognito %s', async (_what, start) => {
    const wanted = { matters: 503, reason: 'revocation_unavailable', other: 200 };
    expect(await ask(await start(), await testPool.accessToken())).toEqual(wanted);
  });

  it.each([['openid api.example.com/read'], [undefined]])(
    'does not take the scope %j for a sign-out',
    async (scope) => {
      const app = await appThatHears(() => {
        throw new AwsError('NotAuthorizedException');
      });
      const wanted = { matters: 503, reason: 'revocation_unavailable', other: 200 };
      expect(await ask(app, await testPool.accessToken({ scope }))).toEqual(wanted);
    },
  );
});
