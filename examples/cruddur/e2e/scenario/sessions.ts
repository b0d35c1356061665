import assert from 'node:assert/strict';
import { createMember, signIn, signInAs, signOut } from '../people.ts';
import { openTab, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

const PRIVATE = 'Today is a good day to crud.';
const WITHIN_A_SECOND = { timeout: 1_000 };

let other: Visit;

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
    'does not lead back into the hosted login page after signing in there',
    async (visit) => {
      await visit.go('/signin');
      await visit.press('Continue at the hosted login page');
      await visit.follow('Continue with (pretend) Google');
      await visit.page.getByRole('button', { name: /Garek/ }).click();
      await visit.isAt('/');
      await visit.sees('@garek');
      // A page of the pool, and none of the browser's own that asks to send a form again.
      const back = await visit.page.goBack();
      assert.ok(back === null || back.status() === 200, `Back answered ${back?.status()}`);
      await visit.page.getByRole('heading', { level: 1 }).waitFor();
      await visit.go('/');
      await visit.press('Sign out');
      await visit.sees('You are signed out.');
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
      await visit.page.getByRole('region', { name: 'Your account' }).getByText('@julian').waitFor();
      await visit.page.goBack();
      await refused.waitFor();
      await visit.go('/');
      await visit.press('Sign out');
      await visit.sees('You are signed out.');
    },
  ],
];
