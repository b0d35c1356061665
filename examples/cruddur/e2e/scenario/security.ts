import assert from 'node:assert/strict';
import { TOTP } from 'otpauth';
import { KIRA, MEMBERS_CRUD, signIn, signInAs, signOut } from '../people.ts';
import { assertFocusIsKept, feedOf, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

const NEW_PASSWORD = 'Bajor-is-free-8';
let secret = '';

/** What the authenticator app shows 30 seconds later by the pool's clock, because a code cannot be used twice. */
function codeOfTheApp({ pool }: Visit): string {
  pool.advanceClock(30);
  return new TOTP({ secret }).generate({ timestamp: pool.now() });
}

function wrongCode(visit: Visit): string {
  return codeOfTheApp(visit) === '000000' ? '111111' : '000000';
}

export const SECURITY: readonly Step[] = [
  [
    'sets up two-step sign-in with a QR code, after a wrong code and a right one',
    async (visit) => {
      await visit.follow('Security');
      await visit.press('Set it up');
      await visit.page.getByRole('img', { name: /QR code/ }).waitFor();
      await assertFocusIsKept(visit);
      secret = (await visit.page.getByTestId('totp-secret').textContent()) ?? '';
      await visit.fill('Code of the app', wrongCode(visit));
      await visit.press('Turn it on');
      await visit.alerts('That is not the code your app shows now.');
      await visit.fill('Code of the app', codeOfTheApp(visit));
      await visit.press('Turn it on');
      await visit.sees('Two-step sign-in is on.');
      await assertFocusIsKept(visit);
    },
  ],
  [
    'asks for the second step at the next sign-in, and takes a right code after a wrong one',
    async (visit) => {
      await signOut(visit);
      assert.ok(!(await feedOf(visit)).includes(MEMBERS_CRUD));
      await signIn(visit, KIRA.email, KIRA.password);
      await visit.sees('Type the code that your authenticator app shows now.');
      await assertFocusIsKept(visit);
      await visit.press('Start again');
      await assertFocusIsKept(visit);
      await visit.fill('Password', KIRA.password);
      await visit.press('Sign in');
      await visit.fill('Code of the app', wrongCode(visit));
      await visit.press('Continue');
      await visit.alerts('That is not the code');
      await visit.fill('Code of the app', codeOfTheApp(visit));
      await visit.press('Continue');
      await visit.isAt('/');
      await visit.sees('token_valid: true');
    },
  ],
  [
    'turns the second step off again',
    async (visit) => {
      await visit.follow('Security');
      await visit.press('Turn it off');
      await visit.sees('A code from an authenticator app, after the password.');
      await assertFocusIsKept(visit);
    },
  ],
  [
    'changes the password, but not for somebody who does not know the old one',
    async (visit) => {
      const { fill, press, alerts, sees } = visit;
      await fill('Old password', 'Not-my-password-1');
      await fill('New password', NEW_PASSWORD);
      await press('Change the password');
      await alerts('The old password is not right.');
      await fill('Old password', KIRA.password);
      await press('Change the password');
      await sees('Your password is changed.');
      await assertFocusIsKept(visit);
    },
  ],
  [
    'signs out everywhere: the refresh token is dead, and the access token refused by the next request',
    async (visit) => {
      const [access = '', refresh = ''] = await storedTokens(visit);
      await visit.press('Sign out everywhere');
      await visit.sees('You were signed out everywhere.');
      await visit.sees('token_missing');
      assert.equal(await nameOfRefreshError(visit, refresh), 'NotAuthorizedException');
      const answer = await visit.page.request.get('/api/messages', { headers: { authorization: `Bearer ${access}` } });
      assert.deepEqual([answer.status(), (await answer.json()).reason], [401, 'token_revoked']);
      // A token of the same second would be refused too.
      visit.pool.advanceClock(1);
    },
  ],
  [
    'recovers a password, after two that differed',
    async (visit) => {
      const { go, follow, fill, press, alerts, isAt, sees, page } = visit;
      await go('/signin');
      await follow('Forgot your password?');
      await fill('E-mail', KIRA.email);
      await press('Send the code');
      await sees(`If ${KIRA.email} is one of ours, a code is on its way to it.`);
      await assertFocusIsKept(visit);
      await page.reload();
      await sees(`If ${KIRA.email} is one of ours, a code is on its way to it.`);
      const code = await page.locator('.inbox-code').textContent();
      await fill('Code', code ?? '');
      await fill('New password', 'bajor');
      await fill('New password again', 'bajor');
      await press('Set the password');
      await alerts('The password still needs at least 8 characters, an upper-case letter, a digit and a symbol');
      await fill('New password', KIRA.password);
      await fill('New password again', NEW_PASSWORD);
      await press('Set the password');
      await alerts('The two passwords differ.');
      await fill('New password again', KIRA.password);
      await press('Set the password');
      await isAt('/signin');
      await sees('Your password is changed.');
      await signInAs(visit, KIRA);
    },
  ],
];

/** The access token and the refresh token, as they are in the browser's storage. */
export async function storedTokens({ page }: Visit): Promise<string[]> {
  const { origins } = await page.context().storageState();
  const stored = origins.flatMap(({ localStorage }) => localStorage);
  return ['.accessToken', '.refreshToken'].map((name) => stored.find((item) => item.name.endsWith(name))?.value ?? '');
}

/** Asks the pool directly, because Amplify does not report a global sign-out that failed. */
async function nameOfRefreshError({ page, pool }: Visit, refreshToken: string): Promise<string> {
  const response = await page.request.post('/cognito/', {
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.GetTokensFromRefreshToken',
    },
    data: JSON.stringify({ ClientId: pool.clientId, RefreshToken: refreshToken }),
  });
  return (await response.json()).__type;
}
