import { afterAll, describe, expect, it } from 'vitest';
import { createLocalPool } from '../src/create-local-pool.ts';
import { callPool, newUser, PASSWORD, passwordSignIn } from './call-pool.ts';

const pool = await createLocalPool({ requiredAttributes: ['email', 'name', 'preferred_username'] });
afterAll(() => pool.close());

const attributes = [
  { Name: 'name', Value: 'Garek' },
  { Name: 'preferred_username', Value: 'garek' },
];
const signUp = (Username: string, changes: object = {}) =>
  callPool(pool, 'SignUp', { Username, Password: PASSWORD, UserAttributes: attributes, ...changes });
const confirm = (Username: string, ConfirmationCode: string) =>
  callPool(pool, 'ConfirmSignUp', { Username, ConfirmationCode });
const resend = (Username: string) => callPool(pool, 'ResendConfirmationCode', { Username });
const otherCode = (code = '') => (code === '111111' ? '222222' : '111111');

async function sixTimes<Answer>(ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let times = 0; times < 6; times += 1) answers.push(await ask());
  return answers;
}

describe('SignUp', () => {
  it('sends a six-digit code to the inbox and shows only a masked address', async () => {
    const { status, body } = await signUp('Garek@Promenade.example');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'g***@p***' },
    });
    expect(pool.newestCode('garek@promenade.example')).toMatch(/^\d{6}$/);
  });

  it('admits that an address is taken, in whatever case it is written', async () => {
    await signUp('taken@promenade.example');
    expect(await signUp('TAKEN@promenade.example')).toMatchObject({ status: 400, error: 'UsernameExistsException' });
  });

  it.each([
    ['Abc-1', 'Password not long enough'],
    ['prune-juice-1', 'Password must have uppercase characters'],
    ['PRUNE-JUICE-1', 'Password must have lowercase characters'],
    ['Prune-juice', 'Password must have numeric characters'],
    ['PruneJuice1', 'Password must have symbol characters'],
  ])('refuses the password %s in the words of the policy', async (Password, complaint) => {
    const answer = await signUp('weak@promenade.example', { Password });
    expect(answer).toMatchObject({
      error: 'InvalidPasswordException',
      body: { message: `Password did not conform with policy: ${complaint}` },
    });
  });

  it.each([
    ['a name that is no e-mail address', 'garek', {}],
    ['a missing required attribute', 'a@b.example', { UserAttributes: attributes.slice(0, 1) }],
    ['an unknown attribute', 'a@b.example', { UserAttributes: [...attributes, { Name: 'custom:rank', Value: '1' }] }],
    [
      'two different addresses',
      'a@b.example',
      { UserAttributes: [...attributes, { Name: 'email', Value: 'c@d.example' }] },
    ],
    ['attributes that are no list', 'a@b.example', { UserAttributes: 'name' }],
    ['no password', 'a@b.example', { Password: undefined }],
  ])('refuses %s', async (_, username, changes) => {
    expect((await signUp(username, changes)).error).toBe('InvalidParameterException');
  });
});

describe('ConfirmSignUp', () => {
  it('lets the user in only after the right code', async () => {
    const email = 'once@promenade.example';
    await signUp(email);
    expect((await passwordSignIn(pool, email)).error).toBe('UserNotConfirmedException');
    expect((await confirm(email, pool.newestCode(email) ?? '')).status).toBe(200);
    expect((await passwordSignIn(pool, email)).status).toBe(200);
    expect((await confirm(email, '123456')).error).toBe('NotAuthorizedException');
  });

  it('gives five tries, after which even the right code is no good', async () => {
    const email = 'guess@promenade.example';
    await signUp(email);
    const code = pool.newestCode(email) ?? '';
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await confirm(email, otherCode(code))).error).toBe('CodeMismatchException');
    }
    expect((await confirm(email, code)).error).toBe('LimitExceededException');
    await resend(email);
    expect((await confirm(email, pool.newestCode(email) ?? '')).status).toBe(200);
  });

  it('answers an unknown user as it answers wrong codes, the sixth time too', async () => {
    await signUp('quark@promenade.example');
    const wrong = otherCode(pool.newestCode('quark@promenade.example'));
    const known = await sixTimes(() => confirm('quark@promenade.example', wrong));
    expect(known.map(({ error }) => error)).toEqual([
      ...Array<string>(5).fill('CodeMismatchException'),
      'LimitExceededException',
    ]);
    expect(await sixTimes(() => confirm('nobody@promenade.example', wrong))).toEqual(known);
  });

  it('knows no code that is older than a day', async () => {
    const email = 'late@promenade.example';
    await signUp(email);
    pool.advanceClock(24 * 3_600 + 1);
    expect((await confirm(email, pool.newestCode(email) ?? '')).error).toBe('ExpiredCodeException');
  });
});

describe('ResendConfirmationCode', () => {
  it('replaces the code, so that the one before is refused', async () => {
    const email = 'again@promenade.example';
    await signUp(email);
    const first = pool.newestCode(email) ?? '';
    await resend(email);
    const second = pool.newestCode(email) ?? '';
    if (first !== second) expect((await confirm(email, first)).error).toBe('CodeMismatchException');
    expect((await confirm(email, second)).status).toBe(200);
  });

  it('stops after five codes an hour', async () => {
    const email = 'many@promenade.example';
    await signUp(email);
    for (let sent = 0; sent < 5; sent += 1) expect((await resend(email)).status).toBe(200);
    expect((await resend(email)).error).toBe('LimitExceededException');
    pool.advanceClock(3_601);
    expect((await resend(email)).status).toBe(200);
  });

  it('answers an unknown user as it answers a known one, the sixth time too, and sends nothing', async () => {
    await signUp('morn@promenade.example');
    const known = await sixTimes(() => resend('morn@promenade.example'));
    expect(known[0]?.body.CodeDeliveryDetails).toMatchObject({ Destination: 'm***@p***' });
    expect(await sixTimes(() => resend('mila@promenade.example'))).toEqual(known);
    expect(pool.newestCode('mila@promenade.example')).toBeUndefined();
  });

  it('answers a user who is confirmed in the same way, and sends nothing', async () => {
    const { email } = newUser(pool);
    expect((await resend(email)).status).toBe(200);
    expect(pool.newestCode(email)).toBeUndefined();
  });
});
