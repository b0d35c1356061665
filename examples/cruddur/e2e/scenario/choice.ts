import assert from 'node:assert/strict';
import { accountOf, KIRA, MEMBERS_CRUD } from '../people.ts';
import { atSizes, feedOf, holdBack, SIZES, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

const TEXT = 'This one must not get lost.';

const isChosen = ({ page }: Visit, label: string) => page.getByRole('radio', { name: label, exact: true }).isChecked();

/** Where the radio buttons are, in pixels. */
const placesOf = ({ page }: Visit) =>
  page.locator('.switch-option').evaluateAll((options) =>
    options.map((option) => {
      const { x, y, width } = option.getBoundingClientRect();
      return [x, y + scrollY, width];
    }),
  );

export const CHOICE: readonly Step[] = [
  [
    'sends a post with the chosen token too, shows the refusal, and keeps the text',
    async (visit) => {
      await visit.sends('Tampered', 'signature_invalid');
      await visit.sees('The back end refused a tampered token.');
      await accountOf(visit).getByText('Nobody').waitFor();
      await visit.fill('Your crud', TEXT);
      const posted = visit.page.waitForResponse((answer) => answer.request().method() === 'POST');
      await visit.press('Crud');
      assert.equal((await posted).status(), 401);
      await visit.alerts('The back end refused the post. Your text is still here.');
      await visit.alerts('signature_invalid');
      await visit.alerts('WWW-Authenticate: Bearer realm="api", error="invalid_token"');
      assert.equal(await visit.page.getByLabel('Your crud').inputValue(), TEXT);
      assert.equal(await visit.page.getByText('Your crud is out.').count(), 0);
    },
  ],
  [
    'leads back by one click, and posts the text that was kept',
    async (visit) => {
      await visit.press('Back to the access token');
      await visit.sees('The back end took the access token');
      await accountOf(visit).getByText(KIRA.name).waitFor();
      assert.equal(await visit.page.getByRole('alert').count(), 0);
      await visit.press('Crud');
      await visit.sees('Your crud is out.');
      await visit.page.locator('.crud').filter({ hasText: TEXT }).waitFor();
    },
  ],
  [
    'says nothing of a post beside another choice, whose answer came after that was made',
    async (visit) => {
      const { isAsked, release } = await holdBack(visit, '**/api/activities');
      await visit.fill('Your crud', 'Slow, but it will be out.');
      await visit.press('Crud');
      await isAsked;
      await visit.sends('Tampered', 'signature_invalid');
      const posted = visit.page.waitForResponse((answer) => answer.request().method() === 'POST');
      release();
      assert.equal((await posted).status(), 201);
      await visit.page.getByRole('button', { name: 'Crud', exact: true }).waitFor();
      assert.equal(await visit.page.getByText('Your crud is out.').count(), 0);
      await visit.press('Back to the access token');
      await visit.page.locator('.crud').filter({ hasText: 'Slow, but it will be out.' }).waitFor();
      await visit.page.unrouteAll();
    },
  ],
  [
    'keeps the choice over navigation and loading again: the messages are refused as well',
    async (visit) => {
      await visit.sends('Expired', 'token_expired');
      await visit.follow('Messages');
      await visit.alerts('token_expired');
      assert.equal(await visit.page.getByText('Today is a good day to crud.').count(), 0);
      assert.ok(await isChosen(visit, 'Expired'));
      await visit.page.reload();
      await visit.alerts('token_expired');
      assert.ok(await isChosen(visit, 'Expired'));
      await visit.follow('Security');
      await visit.press('Sign out everywhere');
      await visit.alerts('The back end refused. You are still signed in everywhere.');
      await visit.follow('Home');
      assert.ok(!(await feedOf(visit)).includes(MEMBERS_CRUD));
      await visit.press('Back to the access token');
      await visit.sees('token_valid: true');
    },
  ],
  [
    'does not move the control for any choice, on a desk or a phone',
    async (visit) => {
      await atSizes(visit, [SIZES.phone, SIZES.laptop], async () => {
        const before = await placesOf(visit);
        for (const [label, verdict] of [
          ['ID', 'token_use_mismatch'],
          ['Tampered', 'signature_invalid'],
          ['None', 'token_missing'],
          ['Access', 'token_valid: true'],
        ] as const) {
          await visit.sends(label, verdict);
          assert.deepEqual(await placesOf(visit), before, label);
        }
      });
    },
  ],
  [
    'says beside each request what its verb does, and what came of it',
    async (visit) => {
      await visit.sends('ID', 'token_use_mismatch');
      const [home, messages] = ['GET /api/activities/home', 'GET /api/messages'].map((name) =>
        visit.page.getByRole('region', { name }),
      );
      await home?.getByText('authenticate lets everybody in, and knows who is good').waitFor();
      await home?.getByText('the public page').waitFor();
      await messages?.getByText('requireAuth lets nobody in without a good token').waitFor();
      await messages?.getByText('no page').waitFor();
      await visit.press('Back to the access token');
      await home?.getByText('the members’ page').waitFor();
      await messages?.getByText('your messages').waitFor();
    },
  ],
];
