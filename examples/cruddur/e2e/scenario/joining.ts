import assert from 'node:assert/strict';
import { accountOf, KIRA, MEMBERS_CRUD, signIn } from '../people.ts';
import { feedOf } from '../visit.ts';
import type { Step } from './step.ts';

export const JOINING: readonly Step[] = [
  [
    'shows everybody the public page, and says that no token came',
    async (visit) => {
      await visit.go('/');
      assert.deepEqual(await feedOf(visit), [
        'Cloud is fun!',
        'I am out of prune juice',
        'My dear doctor, I am just simple tailor',
      ]);
      await visit.sees('token_valid: false');
      await visit.sees('token_missing');
    },
  ],
  [
    'refuses the protected page to a stranger, and leads to the sign-in page',
    async ({ go, alerts, follow, isAt, page }) => {
      await go('/messages');
      await alerts('You have to be signed in to see this page.');
      await alerts('401');
      await alerts('WWW-Authenticate: Bearer realm="api"');
      await page.getByRole('alert').getByRole('link', { name: 'Sign in' }).click();
      await isAt('/signin');
      await follow('Sign up');
      await isAt('/signup');
    },
  ],
  [
    'says what is wrong with all fields at once, and moves the focus to the first of them',
    async ({ fill, press, alerts, page }) => {
      await fill('Name', KIRA.name);
      await fill('E-mail', 'kira');
      await fill('Handle', 'k');
      await press('Sign up');
      await alerts('This is no e-mail address.');
      await alerts('a handle has 2 to 30 letters, digits or _');
      await alerts('Please fill this in.');
      const email = page.getByLabel('E-mail', { exact: true });
      assert.ok(await email.evaluate((input) => input === document.activeElement));
      assert.equal(await email.getAttribute('aria-invalid'), 'true');
      assert.equal(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid'), 'false');
    },
  ],
  [
    'says at once all that a weak password lacks, and that handles are not unique',
    async ({ fill, press, alerts, sees, page }) => {
      await fill('Name', KIRA.name);
      await fill('E-mail', KIRA.email);
      await fill('Handle', KIRA.handle);
      await fill('Password', 'bajor-is-free');
      await press('Sign up');
      await alerts('The password still needs an upper-case letter and a digit.');
      const password = page.getByLabel('Password', { exact: true });
      assert.ok(await password.evaluate((input) => input === document.activeElement));
      await sees('Others may choose the same: nothing is decided by it.');
    },
  ],
  [
    'signs up, and says where the code went',
    async ({ fill, press, isAt, sees, page }) => {
      await fill('Password', KIRA.password);
      await press('Sign up');
      await isAt('/confirm');
      await sees(`A code is on its way to ${KIRA.email}.`);
      assert.equal(await page.getByLabel('E-mail', { exact: true }).inputValue(), KIRA.email);
    },
  ],
  [
    'sends an unconfirmed member from the sign-in page to the confirmation',
    async (visit) => {
      await signIn(visit, KIRA.email, KIRA.password);
      await visit.isAt('/confirm');
      await visit.sees('Please confirm your e-mail address first.');
    },
  ],
  [
    'refuses a wrong code',
    async ({ fill, press, alerts, pool }) => {
      await fill('Code', pool.newestCode(KIRA.email) === '000000' ? '111111' : '000000');
      await press('Confirm');
      await alerts('That is not the code');
    },
  ],
  [
    'sends a new code, shown in the local inbox, and the old one is no longer good',
    async ({ fill, press, sees, alerts, page, pool }) => {
      const old = pool.newestCode(KIRA.email) ?? '';
      await press('Send a new code');
      await sees(`A new code is on its way to ${KIRA.email}.`);
      const newest = pool.newestCode(KIRA.email) ?? '';
      await page.getByRole('region', { name: 'Local inbox' }).getByText(newest).waitFor();
      // What was said of the old code is gone, and so is the old code.
      assert.equal(await page.getByRole('alert').count(), 0);
      assert.equal(await page.getByLabel('Code', { exact: true }).inputValue(), '');
      if (old === newest) return;
      await fill('Code', old);
      await press('Confirm');
      await alerts('That is not the code');
    },
  ],
  [
    'confirms, and carries note and address to the sign-in page',
    async ({ fill, press, isAt, sees, page }) => {
      const code = await page.locator('.inbox-code').textContent();
      await fill('Code', code ?? '');
      await press('Confirm');
      await isAt('/signin');
      await sees('Your address is confirmed.');
      assert.equal(await page.getByLabel('E-mail', { exact: true }).inputValue(), KIRA.email);
    },
  ],
  [
    'refuses an address that is taken',
    async ({ go, fill, press, alerts }) => {
      await go('/signup');
      await fill('Name', 'Another Kira');
      await fill('E-mail', KIRA.email.toUpperCase());
      await fill('Handle', 'intendant');
      await fill('Password', KIRA.password);
      await press('Sign up');
      await alerts('There is already an account with this e-mail address');
    },
  ],
  [
    'refuses a wrong password, and an unknown address in the same words',
    async (visit) => {
      await signIn(visit, KIRA.email, 'Not-my-password-1');
      await visit.alerts('Incorrect username or password.');
      await signIn(visit, 'nobody@cruddur.example', KIRA.password);
      await visit.alerts('Incorrect username or password.');
    },
  ],
  [
    'signs in, and names the member as the verified ID token does',
    async (visit) => {
      await signIn(visit, KIRA.email, KIRA.password);
      await visit.isAt('/');
      const account = accountOf(visit);
      await account.getByText(KIRA.name).waitFor();
      await account.getByText(`@${KIRA.handle}`).waitFor();
      await visit.sees('token_valid: true');
      assert.equal((await feedOf(visit))[0], MEMBERS_CRUD);
    },
  ],
];
