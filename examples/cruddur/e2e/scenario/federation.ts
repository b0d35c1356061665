import assert from 'node:assert/strict';
import { accountOf, MEMBERS_CRUD } from '../people.ts';
import { feedOf, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

export const FEDERATION: readonly Step[] = [
  [
    'signs in at the hosted login page with another provider, by code and PKCE',
    async (visit) => {
      await visit.go('/messages');
      await visit.page.getByRole('alert').getByRole('link', { name: 'Sign in' }).click();
      await visit.press('Continue at the hosted login page');
      await visit.follow('Continue with (pretend) Google');
      await visit.page.getByRole('button', { name: /Garek/ }).click();
      await visit.isAt('/messages');
      await accountOf(visit).getByText('@garek').waitFor();
      await visit.follow('Home');
      await visit.sees('openid email profile');
      await visit.page.getByRole('row', { name: /cognito:groups .*_Google/ }).waitFor();
      assert.ok((await feedOf(visit)).includes(MEMBERS_CRUD));
    },
  ],
  [
    'renews such a token too, and gives it the protected page',
    async (visit) => {
      visit.pool.advanceClock(3_700);
      await visit.follow('Messages');
      await visit.sees('Today is a good day to crud.');
      await visit.follow('Security');
      await visit.sees('You came in by the hosted login page.');
    },
  ],
  [
    'signs out at the hosted login page as well, and the refresh token is dead',
    async (visit) => {
      const refreshToken = await storedRefreshToken(visit);
      assert.equal(await errorOfRefresh(visit, refreshToken), undefined);
      await visit.press('Sign out');
      await visit.isAt('/');
      await visit.sees('Join the conversation');
      await visit.sees('You are signed out.');
      await visit.sees('token_missing');
      assert.equal(await errorOfRefresh(visit, refreshToken), 'invalid_grant');
    },
  ],
];

async function storedRefreshToken({ page }: Visit): Promise<string> {
  const { origins } = await page.context().storageState();
  const stored = origins.flatMap(({ localStorage }) => localStorage).find(({ name }) => name.startsWith('oidc.user:'));
  return (JSON.parse(stored?.value ?? '{}') as { refresh_token?: string }).refresh_token ?? '';
}

/** Asks the pool directly: undefined if it gives new tokens. */
async function errorOfRefresh({ page, pool }: Visit, refreshToken: string): Promise<string | undefined> {
  const form = { grant_type: 'refresh_token', client_id: pool.clientId, refresh_token: refreshToken };
  const response = await page.request.post('/oauth2/token', { form });
  return ((await response.json()) as { error?: string }).error;
}
