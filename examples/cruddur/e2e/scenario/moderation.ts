import assert from 'node:assert/strict';
import { MODERATOR } from '../../start/start-cruddur.ts';
import { createMember, signIn, signInAs, signOut } from '../people.ts';
import { assertFocusIsKept } from '../visit.ts';
import type { Step } from './step.ts';

export const MODERATION: readonly Step[] = [
  [
    'refuses the moderators’ page to a member without the group, and does not ask them to sign in',
    async ({ follow, alerts, page }) => {
      await follow('Moderation');
      await alerts('403');
      await alerts('group_missing');
      assert.equal(await page.getByRole('alert').getByRole('link', { name: 'Sign in' }).count(), 0);
    },
  ],
  [
    'lets a moderator remove a crud, and shows the group among the claims',
    async (visit) => {
      await signOut(visit);
      await signInAs(visit, MODERATOR);
      await visit.page.getByRole('row', { name: 'cognito:groups moderators' }).waitFor();
      await visit.follow('Moderation');
      await visit.press('Remove the crud of Worf: I am out of prune juice');
      await visit.sees(/by Worf, removed by Odo/);
      await visit.sees('The crud is removed.');
      await assertFocusIsKept(visit);
      await visit.follow('Home');
      await visit.page.getByText('Cloud is fun!').waitFor();
      await visit.seesNo('I am out of prune juice');
      await signOut(visit);
    },
  ],
  [
    'lets a moderator keep a member out, who is told so at the next sign-in',
    async (visit) => {
      const quark = createMember(visit, 'Quark');
      await signInAs(visit, quark);
      await signOut(visit);
      await signInAs(visit, MODERATOR);
      await visit.follow('Moderation');
      await visit.press('Remove Quark for a day');
      await visit.sees('The member is kept out for a day.');
      await assertFocusIsKept(visit);
      await signOut(visit);
      await signIn(visit, quark.email, quark.password);
      await visit.sees('A moderator removed you.');
      await visit.go('/');
      await visit.sees('token_missing');
    },
  ],
];
