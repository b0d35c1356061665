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
