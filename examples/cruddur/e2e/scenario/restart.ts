import assert from 'node:assert/strict';
import { FIRST_CRUD, KIRA, signIn } from '../people.ts';
import { feedOf } from '../visit.ts';
import type { Step } from './step.ts';

/** Run after a restart of everything: the database is the old one, the pool has new keys and no users. */
export const AFTER_RESTART: readonly Step[] = [
  [
    'lost no crud in a restart, and tells the member that the pool was started anew',
    async (visit) => {
      await visit.go('/');
      await visit.sees('The user pool was started anew');
      assert.ok((await feedOf(visit)).includes(FIRST_CRUD));
      await visit.page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor();
    },
  ],
  [
    'says that the user pool cannot be reached, and not that the password is wrong',
    async (visit) => {
      await visit.pool.close();
      await signIn(visit, KIRA.email, KIRA.password);
      await visit.alerts('The user pool cannot be reached. Please try again.');
    },
  ],
  [
    'ran without a script error on any page',
    async ({ complaints }) => {
      assert.deepEqual(complaints, []);
    },
  ],
];
