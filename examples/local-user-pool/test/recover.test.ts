import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, newUser, PASSWORD, passwordSignIn } from './call-pool.ts';

const pool = await createLocalPool();
afterAll(() => pool.close());

const NEW_PASSWORD = 'Bat-leth-22';
const forgot = (Username: string) => callPool(pool, 'ForgotPassword', { Username });
const confirm = (Username: string, ConfirmationCode: string, Password = NEW_PASSWORD) =>
  callPool(pool, 'ConfirmForgotPassword', { Username, ConfirmationCode, Password });

describe('recovering a password', () => {
  it('sets a new one by the code from the inbox, once', async () => {
    const { email } = newUser(pool);
    expect((await forgot(email)).body.CodeDeliveryDetails).toMatchObject({ Destination: 'w***@e***' });
    const code = pool.newestCode(email) ?? '';
    expect((await confirm(email, code)).status).toBe(200);
    expect((await passwordSignIn(pool, email, NEW_PASSWORD)).status).toBe(200);
    expect((await passwordSignIn(pool, email, PASSWORD)).error).toBe('NotAuthorizedException');
    expect((await confirm(email, code)).error).toBe('ExpiredCodeException');
  });

  it('does not spend the code on a weak password', async () => {
    const { email } = newUser(pool);
    await forgot(email);
    const code = pool.newestCode(email) ?? '';
    expect((await confirm(email, code, 'weak')).error).toBe('InvalidPasswordException');
    expect((await confirm(email, code)).status).toBe(200);
  });

  it('forgets the code after an hour', async () => {
    const { email } = newUser(pool);
    await forgot(email);
    pool.advanceClock(3_601);
    expect((await confirm(email, pool.newestCode(email) ?? '')).error).toBe('ExpiredCodeException');
  });

  it('says that a code has expired if none was asked for', async () => {
    expect((await confirm(newUser(pool).email, '123456')).error).toBe('ExpiredCodeException');
  });

  it('answers a stranger alike for a known and an unknown address, at every step and at every limit', async () => {
    const askEverything = async (name: string) => {
      const answers = [await confirm(name, 'abcdef')];
      for (let times = 0; times < 6; times += 1) answers.push(await forgot(name));
      for (let times = 0; times < 6; times += 1) answers.push(await confirm(name, 'abcdef'));
      return answers;
    };
    const known = await askEverything(newUser(pool).email);
    expect(known.map(({ error }) => error)).toEqual([
      'ExpiredCodeException',
      ...Array(5).fill(null),
      'LimitExceededException',
      ...Array(5).fill('CodeMismatchException'),
      'LimitExceededException',
    ]);
    expect(await askEverything('who@enterprise.example')).toEqual(known);
  });

  it.each([
    ['known', () => newUser(pool).email],
    ['unknown', () => 'who.else@enterprise.example'],
  ])('shows nothing of an address that is %s to somebody who has only its user ID from SRP', async (_, make) => {
    const email = make();
    const { body } = await callPool(pool, 'InitiateAuth', {
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: email, SRP_A: 'abc123' },
    });
    const id = body.ChallengeParameters.USER_ID_FOR_SRP ?? '';
    expect((await forgot(id)).body.CodeDeliveryDetails).toMatchObject({ Destination: `${id[0]}***@***` });
    for (let times = 1; times < 5; times += 1) await forgot(email);
    expect((await forgot(id)).error).toBe('LimitExceededException');
  });

  it.each([
    ['unknown', () => 'nobody@enterprise.example'],
    [
      'disabled',
      () => {
        const { email } = newUser(pool);
        pool.disableUser(email);
        return email;
      },
    ],
  ])('answers for an %s user as for any other, sends nothing and accepts nothing', async (_, make) => {
    const email = make();
    expect((await forgot(email)).body.CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
    expect(pool.newestCode(email)).toBeUndefined();
    expect((await confirm(email, '123456')).error).toBe('CodeMismatchException');
  });
});
