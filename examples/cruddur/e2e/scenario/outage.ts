import { accountOf, KIRA, signInAs } from '../people.ts';
import type { Step } from './step.ts';

export const OUTAGE: readonly Step[] = [
  [
    'says "try again" and keeps the member signed in while the keys cannot be fetched',
    async (visit) => {
      await signInAs(visit, KIRA);
      await visit.pool.rotateKeys();
      visit.pool.setKeysAvailable(false);
      visit.pool.advanceClock(3_700);
      await visit.page.reload();
      await visit.alerts('cannot fetch the keys of the user pool');
      await visit.alerts('You are still signed in.');
      await visit.seesNo('nothing in this token can be believed');
      await visit.sees('keys_unavailable');
      await visit.page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
    },
  ],
  [
    'goes on where it was when the keys are back',
    async (visit) => {
      visit.pool.setKeysAvailable(true);
      // After a failure, the verifier waits before it asks the key endpoint again.
      visit.pool.advanceClock(120);
      await visit.press('Try again');
      await visit.sees('token_valid: true');
      await accountOf(visit).getByText(`@${KIRA.handle}`).waitFor();
    },
  ],
];
