import assert from 'node:assert/strict';
import { accountOf, createMember, signIn, signInAs, signOut } from '../people.ts';
import { holdBack, openDevice, openTab, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

const PRIVATE = 'Today is a good day to crud.';
const WITHIN_A_SECOND = { timeout: 1_000 };

let other: Visit;
let newMembers = 0;

/** One whom nobody has seen before: the steps are walked on several back ends, and leave their members disabled. */
function newMember(visit: Visit) {
  newMembers += 1;
  return createMember(visit, `Ensign${newMembers}`);
}

/** Runs the step in a browser of its own, which is closed at its end. */
function onDevice(run: Step[1]): Step[1] {
  return async (visit) => {
    const device = await openDevice(visit);
    await run(device);
    await device.page.context().close();
  };
}

/** By the clock of the browser alone, so that its tokens are due. */
const anHourLater = ({ page }: Visit) => page.clock.setSystemTime(Date.now() + 3_700_000);

async function signInAtHostedLogin(visit: Visit): Promise<void> {
  await visit.go('/signin');
  await visit.press('Continue at the hosted login page');
  await visit.follow('Continue with (pretend) Google');
  await visit.page.getByRole('button', { name: /Garek/ }).click();
  await accountOf(visit).getByText('@garek').waitFor();
}

export const SESSIONS: readonly Step[] = [
  [
    'signs in a second tab within a second, and from Messages back to Messages',
    async (visit) => {
      const dax = createMember(visit, 'Dax');
      other = await openTab(visit);
      await other.go('/messages');
      await other.alerts('You have to be signed in to see this page.');
      await visit.go('/messages');
      await visit.page.getByRole('alert').getByRole('link', { name: 'Sign in' }).click();
      await visit.fill('E-mail', dax.email);
      await visit.fill('Password', dax.password);
      await visit.press('Sign in');
      await visit.isAt('/messages');
      await other.page.getByText('@dax').waitFor(WITHIN_A_SECOND);
      await other.sees(PRIVATE);
    },
  ],
  [
    'signs a second tab out within a second, and leaves nothing private on it',
    async (visit) => {
      await signOut(visit);
      await other.page
        .getByText(PRIVATE)
        .first()
        .waitFor({ state: 'hidden', ...WITHIN_A_SECOND });
      await other.sees('You are signed out.');
      await other.alerts('You have to be signed in to see this page.');
      assert.equal(await other.page.getByText('@dax').count(), 0);
      await other.page.close();
    },
  ],
  [
    'tells a session that the pool ended in words of its own',
    async (visit) => {
      const ezri = createMember(visit, 'Ezri');
      await signInAs(visit, ezri);
      visit.pool.disableUser(ezri.email);
      visit.pool.advanceClock(3_700);
      await visit.follow('Messages');
      await visit.sees('Your session has ended. Please sign in again.');
      await signIn(visit, ezri.email, ezri.password);
      await visit.page.getByRole('alert').waitFor();
      await visit.go('/');
    },
  ],
  [
    'tells it as well where the tokens have run out by the clock of the browser, and the page may stand open or be loaded again',
    async (visit) => {
      for (const comeBack of [
        (page: Visit) => page.follow('Messages'),
        async ({ page }: Visit) => void (await page.reload()),
      ]) {
        await onDevice(async (device) => {
          const jake = newMember(device);
          await signInAs(device, jake);
          device.pool.disableUser(jake.email);
          await anHourLater(device);
          await comeBack(device);
          await device.sees('Your session has ended. Please sign in again.');
        })(visit);
      }
    },
  ],
  [
    'keeps a member of the hosted login signed in while the pool is down, too',
    onDevice(async (device) => {
      await signInAtHostedLogin(device);
      await device.page.route('**/oauth2/token', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
      await anHourLater(device);
      await device.follow('Messages');
      await device.alerts('The user pool cannot be reached');
      await device.alerts('You are still signed in.');
      await device.page.unrouteAll();
      await device.press('Try again');
      await device.sees(PRIVATE);
    }),
  ],
  [
    'stays signed out when tokens come that were asked for before',
    onDevice(async (device) => {
      await signInAs(device, newMember(device));
      const { isAsked, release } = await holdBack(device, '**/cognito/');
      await anHourLater(device);
      await device.follow('Messages');
      await isAsked;
      const renewed = device.page.waitForResponse('**/cognito/');
      await device.press('Sign out');
      release();
      await renewed;
      await device.sees('You are signed out.');
      await device.page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.endsWith('Token')));
      await device.go('/messages');
      await device.alerts('You have to be signed in to see this page.');
    }),
  ],
  [
    'signs out whoever is signed in, and nobody comes to light who signed in before, in another tab',
    onDevice(async (device) => {
      await device.go('/signin');
      await device.press('Continue at the hosted login page');
      const tab = await openTab(device);
      await signInAs(tab, newMember(device));
      await device.follow('Continue with (pretend) Google');
      await device.page.getByRole('button', { name: /Garek/ }).click();
      await accountOf(device).getByText('@garek').waitFor();
      await accountOf(tab).getByText('@garek').waitFor();
      await signOut(device);
      await tab.sees('You are signed out.');
      await device.go('/messages');
      await device.alerts('You have to be signed in to see this page.');
    }),
  ],
  [
    'shows a tab that was slow to load as signed out, if that happened meanwhile',
    onDevice(async (device) => {
      await signInAs(device, newMember(device));
      const slow = await openTab(device);
      const { isAsked, release } = await holdBack(slow, '**/api/profile');
      await slow.go('/');
      await isAsked;
      await signOut(device);
      const answered = slow.page.waitForResponse('**/api/profile');
      await slow.sees('You are signed out.');
      release();
      await answered;
      await slow.follow('Messages');
      await slow.alerts('You have to be signed in to see this page.');
      assert.equal(await accountOf(slow).count(), 0);
    }),
  ],
  [
    'does not lead back into the hosted login page after signing in there',
    async (visit) => {
      await signInAtHostedLogin(visit);
      await visit.isAt('/');
      // A page of the pool, and none of the browser's own that asks to send a form again.
      const back = await visit.page.goBack();
      assert.ok(back === null || back.status() === 200, `Back answered ${back?.status()}`);
      await visit.page.getByRole('heading', { level: 1 }).waitFor();
      await visit.go('/');
      await signOut(visit);
    },
  ],
  [
    'shows the hosted login page on "Back", after a wrong password too, and never asks to send a form again',
    async (visit) => {
      const julian = createMember(visit, 'Julian');
      const refused = visit.page.getByRole('alert').getByText('Incorrect username or password.');
      const send = async (password: string) => {
        await visit.fill('Email', julian.email);
        await visit.fill('Password', password);
        await visit.press('Sign in');
      };
      await visit.go('/signin');
      await visit.press('Continue at the hosted login page');
      await visit.page.getByText('It is not AWS').waitFor();
      await send('Not-the-one-1');
      await refused.waitFor();
      await send(julian.password);
      await visit.isAt('/');
      await accountOf(visit).getByText('@julian').waitFor();
      await visit.page.goBack();
      await refused.waitFor();
      await visit.go('/');
      await signOut(visit);
    },
  ],
];
