import { KIRA, signInAs } from '../people.ts';
import { assertNoSidewaysScroll } from '../visit.ts';
import type { Step } from './step.ts';

export const PHONE: readonly Step[] = [
  [
    'fits a phone, page by page, and a page that is not there',
    async (visit) => {
      await visit.page.setViewportSize({ width: 390, height: 844 });
      await signInAs(visit, KIRA);
      for (const path of ['/', '/messages', '/moderation', '/security', '/nowhere']) {
        await visit.go(path);
        await visit.page.getByRole('heading', { level: 1 }).waitFor();
        await visit.page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
        await assertNoSidewaysScroll(visit);
      }
      await visit.sees('There is no page at this address.');
      await visit.press('Sign out');
      await visit.page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor();
      for (const path of ['/', '/signin', '/signup', '/confirm', '/recover']) {
        await visit.go(path);
        await visit.page.getByRole('heading', { level: 1 }).waitFor();
        await assertNoSidewaysScroll(visit);
      }
      await visit.page.setViewportSize({ width: 1280, height: 900 });
    },
  ],
];
