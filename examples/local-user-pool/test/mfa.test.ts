import { Secret, TOTP } from 'otpauth';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, newUser, passwordSignIn, tokensOf } from './call-pool.ts';

const pool = await createLocalPool();
afterAll(() => pool.close());

function codeOf(secret: string, secondsFromNow = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: pool.now() + secondsFromNow * 1000 });
}

/** Moves on to the middle of a new time step, so that none begins between making a code and using it. */
function toNextMidStep(): void {
  pool.advanceClock(75 - ((pool.now() / 1000) % 30));
}

async function associate(email: string) {
  const { AccessToken } = await tokensOf(pool, email);
  const { body } = await callPool(pool, 'AssociateSoftwareToken', { AccessToken });
  const secret = String(body.SecretCode);
  const verify = (UserCode: string) => callPool(pool, 'VerifySoftwareToken', { AccessToken, UserCode });
  const prefer = (Enabled: boolean) =>
    callPool(pool, 'SetUserMFAPreference', {
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled, PreferredMfa: Enabled },
    });
  return { AccessToken, secret, verify, prefer };
}

async function userWithTotp() {
  const user = newUser(pool);
  const { secret, verify, prefer, AccessToken } = await associate(user.email);
  await verify(codeOf(secret));
  await prefer(true);
  toNextMidStep();
  return { ...user, secret, prefer, AccessToken };
}

async function challengeOf(email: string, password?: string) {
  const { body } = await passwordSignIn(pool, email, password);
  expect(body.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  return (USERNAME: string, SOFTWARE_TOKEN_MFA_CODE: string, ChallengeName = 'SOFTWARE_TOKEN_MFA') =>
    callPool(pool, 'RespondToAuthChallenge', {
      ChallengeName,
      Session: body.Session,
      ChallengeResponses: { USERNAME, SOFTWARE_TOKEN_MFA_CODE, NEW_PASSWORD: 'Qapla-1-Qapla' },
    });
}

describe('setting up TOTP', () => {
  it('takes effect only after a right code and the choice to use it', async () => {
    const { email } = newUser(pool);
    const { AccessToken, secret, verify, prefer } = await associate(email);
    expect((await prefer(true)).error).toBe('InvalidParameterException');
    expect((await verify('000000')).error).toBe('EnableSoftwareTokenMFAException');
    expect((await verify(codeOf(secret))).body).toEqual({ Status: 'SUCCESS' });
    expect((await passwordSignIn(pool, email)).body).toHaveProperty('AuthenticationResult');
    await prefer(true);
    expect((await passwordSignIn(pool, email)).body.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect((await callPool(pool, 'GetUser', { AccessToken })).body).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
  });

  it('keeps the old device until the new one has proved itself', async () => {
    const { email, sub, secret } = await userWithTotp();
    const AccessToken = await signInWith(email, sub, secret);
    await callPool(pool, 'AssociateSoftwareToken', { AccessToken });
    toNextMidStep();
    expect((await (await challengeOf(email))(sub, codeOf(secret))).status).toBe(200);
  });

  it('can be switched off again', async () => {
    const { email, prefer } = await userWithTotp();
    await prefer(false);
    expect((await passwordSignIn(pool, email)).body).toHaveProperty('AuthenticationResult');
  });
});

async function signInWith(email: string, sub: string, secret: string): Promise<string> {
  const { body } = await (await challengeOf(email))(sub, codeOf(secret));
  return body.AuthenticationResult.AccessToken;
}

describe('signing in with TOTP', () => {
  it.each([-30, 0, 30])('accepts the code of the time step %d seconds away', async (drift) => {
    const { email, sub, secret } = await userWithTotp();
    const { body } = await (await challengeOf(email))(sub, codeOf(secret, drift));
    expect(body.AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('refuses a code two steps away, and keeps the challenge alive for the right one', async () => {
    const { email, sub, secret } = await userWithTotp();
    const answer = await challengeOf(email);
    expect((await answer(sub, codeOf(secret, -90))).error).toBe('CodeMismatchException');
    expect((await answer(sub, codeOf(secret))).status).toBe(200);
    expect((await answer(sub, codeOf(secret, 30))).body.message).toContain('Invalid session');
  });

  it('takes no code twice', async () => {
    const { email, sub, secret } = await userWithTotp();
    await (await challengeOf(email))(sub, codeOf(secret));
    expect((await (await challengeOf(email))(sub, codeOf(secret))).error).toBe('ExpiredCodeException');
  });

  it('ends the challenge after five wrong codes and after three minutes', async () => {
    const { email, sub, secret } = await userWithTotp();
    const guesses = await challengeOf(email);
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await guesses(sub, codeOf(secret, -90))).error).toBe('CodeMismatchException');
    }
    expect((await guesses(sub, codeOf(secret))).body.message).toContain('Invalid session');
    const late = await challengeOf(email);
    pool.advanceClock(181);
    expect((await late(sub, codeOf(secret))).body.message).toContain('Invalid session');
  });

  it('counts wrong codes over all sign-ins, and then checks no code of this user for a minute, not even a right one', async () => {
    const [guessed, neighbour] = [await userWithTotp(), await userWithTotp()];
    toNextMidStep();
    for (let signIns = 0; signIns < 5; signIns += 1) {
      expect((await (await challengeOf(guessed.email))(guessed.sub, 'abcdef')).error).toBe('CodeMismatchException');
    }
    const locked = await (await challengeOf(guessed.email))(guessed.sub, codeOf(guessed.secret));
    expect(locked.error).toBe('TooManyFailedAttemptsException');
    const other = await (await challengeOf(neighbour.email))(neighbour.sub, codeOf(neighbour.secret));
    expect(other.status).toBe(200);
    pool.advanceClock(60);
    toNextMidStep();
    const later = await (await challengeOf(guessed.email))(guessed.sub, codeOf(guessed.secret));
    expect(later.status).toBe(200);
  });

  it('has a way back for the owner: a new password by e-mail ends the lock, and the guesser does not know it', async () => {
    const { email, sub, secret } = await userWithTotp();
    for (let signIns = 0; signIns < 5; signIns += 1) await (await challengeOf(email))(sub, 'abcdef');
    await callPool(pool, 'ForgotPassword', { Username: email });
    const ConfirmationCode = pool.newestCode(email);
    await callPool(pool, 'ConfirmForgotPassword', { Username: email, ConfirmationCode, Password: 'Bat-leth-22' });
    expect((await passwordSignIn(pool, email)).error).toBe('NotAuthorizedException');
    expect((await (await challengeOf(email, 'Bat-leth-22'))(sub, codeOf(secret))).status).toBe(200);
  });

  it('binds a session to one user and one challenge', async () => {
    const { email, sub, secret } = await userWithTotp();
    const answer = await challengeOf(email);
    expect((await answer(newUser(pool).sub, codeOf(secret))).body.message).toContain('Invalid session');
    expect((await answer(sub, '', 'NEW_PASSWORD_REQUIRED')).body.message).toContain('Invalid session');
    expect((await answer(sub, codeOf(secret))).status).toBe(200);
  });
});
