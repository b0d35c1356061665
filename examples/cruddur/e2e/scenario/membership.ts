import assert from 'node:assert/strict';
import { accountOf, FIRST_CRUD, KIRA, MEMBERS_CRUD } from '../people.ts';
import { feedOf } from '../visit.ts';
import type { Step } from './step.ts';

export const MEMBERSHIP: readonly Step[] = [
  [
    'posts a crud, empties the box and shows the crud as its author’s',
    async (visit) => {
      await visit.fill('Your crud', FIRST_CRUD);
      await visit.press('Crud');
      await visit.sees('Your crud is out.');
      const crud = visit.page.locator('.crud').filter({ hasText: FIRST_CRUD });
      await crud.getByText(`@${KIRA.handle}`).waitFor();
      await crud.getByText('expires in 7 d').waitFor();
      assert.equal(await visit.page.getByLabel('Your crud').inputValue(), '');
    },
  ],
  [
    'takes no crud that is too long',
    async ({ fill, page }) => {
      await fill('Your crud', 'x'.repeat(241));
      assert.ok(await page.getByRole('button', { name: 'Crud', exact: true, disabled: true }).isVisible());
      assert.equal(await page.locator('.counter-over').textContent(), 'Characters left: -1');
      await fill('Your crud', '');
    },
  ],
  [
    'keeps the member signed in when the page is loaded again',
    async (visit) => {
      await visit.page.reload();
      await visit.sees('token_valid: true');
      assert.ok((await feedOf(visit)).includes(FIRST_CRUD));
    },
  ],
  [
    'gives the member their messages',
    async ({ follow, isAt, sees }) => {
      await follow('Messages');
      await isAt('/messages');
      await sees('Today is a good day to crud.');
      await follow('Home');
    },
  ],
  [
    'refuses the ID token, and still shows its claims: the signature held',
    async (visit) => {
      await visit.sends('ID', 'token_use_mismatch');
      assert.ok(!(await feedOf(visit)).includes(MEMBERS_CRUD));
      await visit.sees('Claims: signed by the pool, but not accepted');
      await visit.page.getByRole('row', { name: /preferred_username kira/ }).waitFor();
      await visit.page.locator('.exchange').filter({ hasText: '/api/messages' }).getByText('401').waitFor();
    },
  ],
  [
    'refuses a tampered token, and shows nothing of what it claims',
    async (visit) => {
      await visit.sends('Tampered', 'signature_invalid');
      assert.ok(!(await feedOf(visit)).includes(MEMBERS_CRUD));
      await visit.sees('No claims: nothing in this token can be believed.');
      await visit.seesNo('admins');
    },
  ],
  [
    'refuses an expired token on show',
    async (visit) => {
      await visit.sends('Expired', 'token_expired');
      await visit.sees(/error="invalid_token", error_description="The token has expired"/);
    },
  ],
  [
    'shows the public page when nothing is sent, and the members’ page again with the access token',
    async (visit) => {
      await visit.sends('None', 'token_missing');
      assert.ok(!(await feedOf(visit)).includes(MEMBERS_CRUD));
      await visit.sends('Access', 'token_valid: true');
      assert.ok((await feedOf(visit)).includes(MEMBERS_CRUD));
    },
  ],
  [
    'renews an expired token without a word',
    async (visit) => {
      visit.pool.advanceClock(3_700);
      const renewal = visit.page.waitForRequest((request) =>
        String(request.headers()['x-amz-target']).endsWith('.GetTokensFromRefreshToken'),
      );
      await visit.follow('Messages');
      await renewal;
      await visit.sees('Today is a good day to crud.');
      await visit.follow('Home');
      await visit.sees('token_valid: true');
      await accountOf(visit).getByText(KIRA.name).waitFor();
    },
  ],
];
