import assert from 'node:assert/strict';
import { accountOf, createMember } from '../people.ts';
import { atSizes, SIZES, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

/** Presses Tab until the focus is on a control with this name. */
async function tabTo({ page }: Visit, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await nameOfFocus(page)) === name) return;
  }
  assert.fail(`Tab never came to ${name} on ${page.url()}`);
}

const nameOfFocus = (page: Visit['page']) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    const isField = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
    const label = isField ? focused.labels?.[0]?.textContent : undefined;
    return (focused?.getAttribute('aria-label') ?? label ?? focused?.textContent ?? '').trim();
  });

async function walkThrough(visit: Visit, member: { email: string; password: string; handle: string }): Promise<void> {
  const { keyboard } = visit.page;
  await visit.go('/');
  await visit.sees('token_missing');
  await tabTo(visit, 'Sign in');
  await keyboard.press('Enter');
  await visit.isAt('/signin');
  await tabTo(visit, 'E-mail');
  await keyboard.type(member.email);
  await tabTo(visit, 'Password');
  await keyboard.type('wrong');
  await keyboard.press('Enter');
  await visit.alerts('Incorrect username or password.');
  assert.equal(await nameOfFocus(visit.page), 'Password');
  await keyboard.press('Control+A');
  await keyboard.type(member.password);
  await keyboard.press('Enter');
  await visit.isAt('/');
  await accountOf(visit).getByText(`@${member.handle}`).waitFor();
  await tabTo(visit, 'Access');
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  await visit.sees('The back end refused a tampered token.');
  await tabTo(visit, 'Back to the access token');
  await keyboard.press('Enter');
  await visit.sees('The back end took the access token');
  assert.equal(await nameOfFocus(visit.page), 'Access');
  await visit.page.getByLabel('Your crud').waitFor();
  await keyboard.press('Shift+Tab');
  await tabTo(visit, 'Your crud');
  await keyboard.type('Typed, and not clicked.');
  await tabTo(visit, 'Crud');
  await keyboard.press('Enter');
  await visit.sees('Your crud is out.');
  assert.equal(await nameOfFocus(visit.page), 'Crud');
  await visit.go('/');
  await accountOf(visit).getByText(`@${member.handle}`).waitFor();
  await tabTo(visit, 'Sign out');
  await keyboard.press('Enter');
  await visit.sees('You are signed out.');
  assert.equal(await visit.page.evaluate(() => document.activeElement?.id), 'page');
}

export const KEYBOARD: readonly Step[] = [
  [
    'is used from sign-in to sign-out without a mouse, on a desk and a phone, and never loses the focus',
    async (visit) => {
      const member = createMember(visit, 'Obrien');
      await atSizes(visit, [SIZES.laptop, SIZES.phone], () => walkThrough(visit, member));
    },
  ],
];
