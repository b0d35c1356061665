// The recipes that tell a revocation list and Cognito the same.
import {
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createCognitoVerifier } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import { createRevocationList } from 'cognito-guard/revocation';
import { createTestUserPool } from 'cognito-guard/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../../local-user-pool/src/create-local-pool.ts';
import { addToGroup, removeFromGroup } from '../change-groups.ts';
import { endStolenSession } from '../end-stolen-session.ts';
import { signOutEverywhere } from '../sign-out-everywhere.ts';
import { AwsError, clientOptions, serveAwsJson } from './aws-json.ts';
import { bearer } from './loopback.ts';

const clientAt = (endpoint: string) => new CognitoIdentityProviderClient(clientOptions(endpoint));

type Verifier = ReturnType<typeof createCognitoVerifier>;

const reasonOf = async ({ verify }: Verifier, token: string) => {
  const result = await verify(token);
  return result.token_valid ? 'good' : result.reason;
};

/** A list that takes nothing more. */
async function fullList() {
  const list = createRevocationList({ max: 1 });
  await list.revoke({ user: 'somebody else' });
  return list;
}

describe('sign-out-everywhere.ts', async () => {
  const JANE = { username: 'jane', sub: 'jane-sub' };

  async function start(answerOfCognito: () => object | Promise<object> = () => ({})) {
    const clock = { ms: Date.now() };
    const now = () => clock.ms;
    const pool = await createTestUserPool({ now });
    const list = createRevocationList({ now });
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', isRevoked: list.isRevoked });
    const asked: object[] = [];
    const AdminUserGlobalSignOut = (input: object) => {
      asked.push(input);
      return answerOfCognito();
    };
    const cognito = clientAt(await serveAwsJson({ AdminUserGlobalSignOut }));
    return { services: { cognito, list, userPoolId: pool.userPoolId }, pool, verifier, clock, asked };
  }

  it('asks Cognito, and refuses the tokens of the user and of nobody else', async () => {
    const { services, pool, verifier, asked } = await start();
    const [token, ofOther] = [await pool.accessToken({ sub: JANE.sub }), await pool.accessToken()];
    await signOutEverywhere(services, JANE);
    expect(asked).toEqual([{ UserPoolId: pool.userPoolId, Username: 'jane' }]);
    expect(await reasonOf(verifier, token)).toBe('token_revoked');
    expect(await reasonOf(verifier, ofOther)).toBe('good');
  });

  it('refuses a token that was refreshed while Cognito was asked', async () => {
    let refreshed = '';
    const { services, pool, verifier, clock } = await start(async () => {
      clock.ms += 2_000;
      refreshed = await pool.accessToken({ sub: JANE.sub });
      return {};
    });
    await signOutEverywhere(services, JANE);
    expect(await reasonOf(verifier, refreshed)).toBe('token_revoked');
  });

  it('accepts the user who signs in again', async () => {
    const { services, pool, verifier, clock } = await start();
    await signOutEverywhere(services, JANE);
    clock.ms += 1_000;
    expect(await reasonOf(verifier, await pool.accessToken({ sub: JANE.sub }))).toBe('good');
  });

  it('refuses the tokens that exist, and rejects, where Cognito fails', async () => {
    const { services, pool, verifier } = await start(() => {
      throw new AwsError('InternalErrorException', 500);
    });
    const token = await pool.accessToken({ sub: JANE.sub });
    await expect(signOutEverywhere(services, JANE)).rejects.toThrow('InternalErrorException');
    expect(await reasonOf(verifier, token)).toBe('token_revoked');
  });

  it('asks Cognito, and rejects, where the list fails', async () => {
    const { services, asked } = await start();
    await expect(signOutEverywhere({ ...services, list: await fullList() }, JANE)).rejects.toThrow('list is full');
    expect(asked).toHaveLength(1);
  });
});

describe('change-groups.ts', async () => {
  const pool = await createTestUserPool();

  /** A user of that name with these groups, and what Cognito says about the next change. */
  async function start(sub: string, groups: readonly string[], fails = false) {
    const list = createRevocationList();
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', isRevoked: list.isRevoked });
    const moderatorsOnly = requireAuth(verifier, { groups: ['moderators'] });
    const member = new Set(groups);
    const change = (apply: (group: string) => unknown) => (input: Record<string, unknown>) => {
      if (fails) throw new AwsError('ResourceNotFoundException');
      expect(input).toMatchObject({ UserPoolId: pool.userPoolId, Username: `${sub}-name` });
      apply(String(input.GroupName));
      return {};
    };
    const endpoint = await serveAwsJson({
      AdminAddUserToGroup: change((group) => member.add(group)),
      AdminRemoveUserFromGroup: change((group) => member.delete(group)),
    });
    return {
      services: { cognito: clientAt(endpoint), list, userPoolId: pool.userPoolId },
      user: { username: `${sub}-name`, sub, group: 'moderators' },
      /** As Cognito issues one now. */
      newToken: () => pool.accessToken({ sub, 'cognito:groups': [...member] }),
      async ask(token: string) {
        const answer = await moderatorsOnly(new Request('https://api.example.com/', { headers: bearer(token) }));
        return 'token_valid' in answer ? 'good' : `${answer.status} ${(await answer.json()).reason}`;
      },
    };
  }

  it('whoever is removed is refused at once, and goes on with fewer groups after a refresh', async () => {
    const { services, user, newToken, ask } = await start('jane', ['moderators', 'readers']);
    const old = await newToken();
    expect(await ask(old)).toBe('good');
    await removeFromGroup(services, user);
    expect(await ask(old)).toBe('401 token_revoked');
    expect(await ask(await newToken())).toBe('403 group_missing');
  });

  it('whoever is added gets in after a refresh, and is told to refresh', async () => {
    const { services, user, newToken, ask } = await start('jack', ['readers']);
    const old = await newToken();
    expect(await ask(old)).toBe('403 group_missing');
    await addToGroup(services, user);
    expect(await ask(old)).toBe('401 token_revoked');
    expect(await ask(await newToken())).toBe('good');
  });

  it('whoever is refused and refreshes at once is not refused again', async () => {
    const { services, user, newToken, ask } = await start('jill', ['readers']);
    const old = await newToken();
    const changed = addToGroup(services, user);
    while ((await ask(old)) !== '401 token_revoked') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ask(await newToken())).toBe('good');
    await changed;
  });

  it('revokes nothing where Cognito has changed nothing', async () => {
    const { services, user, newToken, ask } = await start('joan', ['moderators'], true);
    const token = await newToken();
    await expect(removeFromGroup(services, user)).rejects.toThrow('ResourceNotFoundException');
    expect(await ask(token)).toBe('good');
  });
});

describe('end-stolen-session.ts', async () => {
  const pool = await createLocalPool();
  afterAll(() => pool.close());
  const cognito = clientAt(pool.url);
  const { clientId } = pool;
  const email = 'jane@example.com';
  pool.createUser({ email, password: 'Prune-juice-1' });

  async function start(list = createRevocationList()) {
    const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access', isRevoked: list.isRevoked });
    const { accessToken, refreshToken } = await pool.tokensFor(email);
    const { claims } = await verifier.verifyOrThrow(accessToken);
    const session = { refreshToken, originJti: String(claims.origin_jti) };
    return { services: { cognito, list, clientId }, verifier, accessToken, session };
  }

  const refresh = (RefreshToken: string) =>
    cognito.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId: clientId }));

  it('refuses all tokens of the session, also what the thief has refreshed, and lets nobody refresh', async () => {
    const { services, verifier, accessToken, session } = await start();
    const { AuthenticationResult } = await refresh(session.refreshToken);
    await endStolenSession(services, session);
    expect(await reasonOf(verifier, accessToken)).toBe('token_revoked');
    expect(await reasonOf(verifier, String(AuthenticationResult?.AccessToken))).toBe('token_revoked');
    await expect(refresh(session.refreshToken)).rejects.toThrow('revoked');
  });

  it('leaves the other sessions of the user alone', async () => {
    const { services, verifier, session } = await start();
    const elsewhere = await pool.tokensFor(email);
    await endStolenSession(services, session);
    expect(await reasonOf(verifier, elsewhere.accessToken)).toBe('good');
    await expect(refresh(elsewhere.refreshToken)).resolves.toBeDefined();
  });

  it('can be repeated', async () => {
    const { services, session } = await start();
    await endStolenSession(services, session);
    await expect(endStolenSession(services, session)).resolves.toBeUndefined();
  });

  it('refuses the tokens, and rejects, while Cognito cannot be reached', async () => {
    const { services, verifier, accessToken, session } = await start();
    const unreachable = clientAt('http://127.0.0.1:1');
    await expect(endStolenSession({ ...services, cognito: unreachable }, session)).rejects.toThrow();
    expect(await reasonOf(verifier, accessToken)).toBe('token_revoked');
  });

  it('ends the refresh at Cognito, and rejects, where the list fails', async () => {
    const { services, session } = await start(await fullList());
    await expect(endStolenSession(services, session)).rejects.toThrow('list is full');
    await expect(refresh(session.refreshToken)).rejects.toThrow('revoked');
  });
});
