import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { KIRA, signInAs, signOut } from '../people.ts';
import { atSizes, SIZES, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** Runs axe on the page as it is: contrast, labels, landmarks, and whatever else of WCAG 2.1 AA a program can check. */
async function assertAccessible(visit: Visit): Promise<void> {
  const { page } = visit;
  // Evaluated, because the Content-Security-Policy of the page lets no script element in.
  await page.evaluate(AXE);
  await atSizes(visit, [SIZES.phone, SIZES.laptop], async () => {
    const { violations } = (await page.evaluate('axe.run()')) as { violations: readonly Violation[] };
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    assert.deepEqual(found, [], page.url());
  });
}

async function assertAllAccessible(visit: Visit, paths: readonly string[], waitFor: string): Promise<void> {
  for (const path of paths) {
    await visit.go(path);
    await visit.page.getByRole('heading', { level: 1 }).waitFor();
    await visit.page.locator(waitFor).first().waitFor();
    await assertAccessible(visit);
  }
}

export const ACCESSIBILITY: readonly Step[] = [
  [
    'shows axe nothing to object to before signing in',
    async (visit) => {
      await assertAllAccessible(visit, ['/', '/messages', '/nowhere'], '.places a[href="/signin"]');
      await assertAllAccessible(visit, ['/signin', '/signup', '/confirm', '/recover'], 'form');
      await visit.go('/signup');
      await visit.press('Sign up');
      await visit.alerts('Please fill this in.');
      await assertAccessible(visit);
    },
  ],
  [
    'shows axe nothing to object to after signing in, with a refused token or a QR code on the page',
    async (visit) => {
      await signInAs(visit, KIRA);
      await assertAllAccessible(visit, ['/', '/messages', '/moderation'], '.account');
      await visit.go('/');
      await visit.sends('Tampered', 'signature_invalid');
      await visit.fill('Your crud', 'Not mine');
      await visit.press('Crud');
      await visit.alerts('The back end refused the post.');
      await assertAccessible(visit);
      await visit.press('Back to the access token');
      await visit.follow('Security');
      await visit.press('Set it up');
      await visit.page.getByRole('img', { name: /QR code/ }).waitFor();
      await assertAccessible(visit);
      await signOut(visit);
    },
  ],
];
