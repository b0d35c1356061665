import { DiffieHellman, getDiffieHellman } from 'node:crypto';
import { createCognitoVerifier } from 'cognito-guard';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, claimsOf, newUser, PASSWORD, passwordSignIn, tokensOf } from './call-pool.ts';

const pool = await createLocalPool();
afterAll(() => pool.close());

const startSrp = (USERNAME: string, SRP_A = 'abc123') =>
  callPool(pool, 'InitiateAuth', { AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME, SRP_A } });

describe('the tokens of a sign-in', () => {
  it('are accepted by a verifier that fetches the keys of this pool, each for its own use', async () => {
    const { email, sub } = newUser(pool, { groups: ['moderators'] });
    const { AccessToken, IdToken, RefreshToken } = await tokensOf(pool, email);
    const access = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
    const id = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'id' });

    expect(await access.verify(AccessToken)).toMatchObject({
      token_valid: true,
      claims: { sub, username: sub, 'cognito:groups': ['moderators'], scope: 'aws.cognito.signin.user.admin' },
    });
    expect(await id.verify(IdToken)).toMatchObject({
      token_valid: true,
      claims: { sub, email, email_verified: true, name: 'Worf', preferred_username: 'worf', 'cognito:username': sub },
    });
    expect(await access.verify(IdToken)).toMatchObject({ token_valid: false, reason: 'token_use_mismatch' });
    expect(await access.verify(RefreshToken)).toMatchObject({ token_valid: false, reason: 'refresh_token' });
  });

  it('are signed by different keys, with nothing in the header but kid and alg', async () => {
    const { AccessToken, IdToken } = await tokensOf(pool, newUser(pool).email);
    const [access, id] = [AccessToken, IdToken].map((token) =>
      JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()),
    );
    expect(Object.keys(access)).toEqual(['kid', 'alg']);
    expect(access.kid).not.toBe(id.kid);
  });

  it('carry no groups claim for a user in no group', async () => {
    const { AccessToken } = await tokensOf(pool, newUser(pool).email);
    expect(claimsOf(AccessToken)).not.toHaveProperty('cognito:groups');
  });
});

describe('USER_PASSWORD_AUTH', () => {
  it('answers a wrong password and an unknown user alike', async () => {
    const wrong = await passwordSignIn(pool, newUser(pool).email, 'Not-the-one-1');
    const unknown = await passwordSignIn(pool, 'nobody@enterprise.example');
    expect(wrong).toMatchObject({
      error: 'NotAuthorizedException',
      body: { message: 'Incorrect username or password.' },
    });
    expect(unknown).toEqual(wrong);
  });

  it('takes the e-mail address in any case', async () => {
    expect((await passwordSignIn(pool, newUser(pool).email.toUpperCase())).status).toBe(200);
  });

  it('refuses a disabled user', async () => {
    const { email } = newUser(pool);
    pool.disableUser(email);
    expect(await passwordSignIn(pool, email)).toMatchObject({
      error: 'NotAuthorizedException',
      body: { message: 'User is disabled.' },
    });
  });

  it.each([['known'], ['unknown']])('locks a %s name for a moment after five wrong passwords', async (kind) => {
    const email = kind === 'known' ? newUser(pool).email : 'stranger@enterprise.example';
    for (let tries = 0; tries < 5; tries += 1) await passwordSignIn(pool, email, 'Not-the-one-1');
    const locked = await passwordSignIn(pool, email);
    expect(locked).toMatchObject({ error: 'NotAuthorizedException', body: { message: 'Password attempts exceeded' } });
    pool.advanceClock(2);
    expect((await passwordSignIn(pool, email)).body.message).not.toBe('Password attempts exceeded');
  });

  it('counts wrong passwords by e-mail address and by user name together', async () => {
    const { email, sub } = newUser(pool);
    for (const name of [email, sub, email, sub, email]) await passwordSignIn(pool, name, 'Not-the-one-1');
    for (const name of [email, sub]) {
      expect((await passwordSignIn(pool, name)).body.message).toBe('Password attempts exceeded');
    }
  });
});

describe.each([
  ['the first step of SRP', (email: string) => startSrp(email), 1],
  ['a wrong proof of SRP', wrongProof, 3],
  ['a wrong password', (email: string) => passwordSignIn(pool, email, 'Not-the-one-1'), 1],
])('%s', (_, send, modularPowers) => {
  it.each([
    ['known', () => newUser(pool).email],
    ['unknown', () => 'nobody@work.example'],
  ])(
    `costs as many modular powers (${modularPowers}) for a name that is %s: its time tells nothing`,
    async (_, make) => {
      const email = make();
      const computed = vi.spyOn(DiffieHellman.prototype, 'computeSecret');
      onTestFinished(() => computed.mockRestore());
      await send(email);
      expect(computed).toHaveBeenCalledTimes(modularPowers);
    },
  );
});

async function wrongProof(email: string) {
  const { body } = await startSrp(email);
  const { SECRET_BLOCK, USER_ID_FOR_SRP } = body.ChallengeParameters;
  const proof = () =>
    callPool(pool, 'RespondToAuthChallenge', {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: {
        USERNAME: USER_ID_FOR_SRP,
        PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString('base64'),
        TIMESTAMP: 'Mon Nov 2 12:00:00 UTC 2026',
      },
    });
  return [await proof(), await proof()];
}

describe('USER_SRP_AUTH', () => {
  it('shows an unknown user the same salt and UUID each time', async () => {
    const [first, second] = [await startSrp('nobody@x.example'), await startSrp('Nobody@x.example')];
    const parameters = first.body.ChallengeParameters;
    expect(parameters.USER_ID_FOR_SRP).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second.body.ChallengeParameters).toMatchObject({
      SALT: parameters.SALT,
      USER_ID_FOR_SRP: parameters.USER_ID_FOR_SRP,
    });
    const other = await startSrp('somebody@x.example');
    expect(other.body.ChallengeParameters.SALT).not.toBe(parameters.SALT);
  });

  it.each([
    ['known', () => newUser(pool).email],
    ['unknown', () => 'nobody@z.example'],
  ])('knows the user ID of a name that is %s as a name, which leads to the same salt', async (_, make) => {
    const { ChallengeParameters: byName } = (await startSrp(make())).body;
    for (const name of [byName.USER_ID_FOR_SRP ?? '', (byName.USER_ID_FOR_SRP ?? '').toUpperCase()]) {
      const { ChallengeParameters: byId } = (await startSrp(name)).body;
      expect([byId.USER_ID_FOR_SRP, byId.SALT]).toEqual([byName.USER_ID_FOR_SRP, byName.SALT]);
    }
  });

  it('makes up user IDs with every variant that a random one can have', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `nobody${index}@variants.example`);
    const ids = await Promise.all(names.map(async (name) => (await startSrp(name)).body.ChallengeParameters));
    const variants = new Set(ids.map(({ USER_ID_FOR_SRP = '' }) => USER_ID_FOR_SRP[19]));
    expect([...variants].sort()).toEqual(['8', '9', 'a', 'b']);
  });

  it('answers a wrong proof for a known and for an unknown user alike, and takes one proof an attempt', async () => {
    const known = await wrongProof(newUser(pool).email);
    expect(known).toMatchObject([
      { error: 'NotAuthorizedException', body: { message: 'Incorrect username or password.' } },
      { error: 'NotAuthorizedException', body: { message: expect.stringContaining('Invalid session') } },
    ]);
    expect(await wrongProof('nobody@y.example')).toEqual(known);
  });

  it.each([
    ['zero', '0'],
    ['the modulus itself, which is zero in the group', getDiffieHellman('modp15').getPrime('hex')],
    ['no number', 'xyz'],
    ['an endless one', 'f'.repeat(4_000)],
  ])('refuses a public key that is %s', async (_, key) => {
    expect((await startSrp(newUser(pool).email, key)).error).toBe('InvalidParameterException');
  });

  it("does not let one user's attempt be answered in another's name", async () => {
    const { body } = await startSrp(newUser(pool).email);
    const { SECRET_BLOCK } = body.ChallengeParameters;
    const answer = await callPool(pool, 'RespondToAuthChallenge', {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: { USERNAME: newUser(pool).sub, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK },
    });
    expect(answer.body.message).toContain('Invalid session');
  });
});

describe('NEW_PASSWORD_REQUIRED', () => {
  it('asks the holder of a temporary password for a new one, and then signs in', async () => {
    const { email, sub } = newUser(pool, { status: 'FORCE_CHANGE_PASSWORD' });
    const first = await passwordSignIn(pool, email);
    expect(first.body.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const answer = (NEW_PASSWORD: string) =>
      callPool(pool, 'RespondToAuthChallenge', {
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: first.body.Session,
        ChallengeResponses: { USERNAME: sub, NEW_PASSWORD },
      });
    expect((await answer('weak')).error).toBe('InvalidPasswordException');
    expect((await answer('A-new-one-22')).body.AuthenticationResult).toHaveProperty('AccessToken');
    expect((await passwordSignIn(pool, email, 'A-new-one-22')).status).toBe(200);
    expect((await passwordSignIn(pool, email, PASSWORD)).error).toBe('NotAuthorizedException');
  });
});

describe('InitiateAuth', () => {
  it.each(['USER_AUTH', 'CUSTOM_AUTH', 'toString'])('says that the flow %s is not enabled', async (AuthFlow) => {
    const answer = await callPool(pool, 'InitiateAuth', { AuthFlow, AuthParameters: { USERNAME: 'a@b.example' } });
    expect(answer.error).toBe('InvalidParameterException');
  });
});
