import assert from 'node:assert/strict';
import { accountOf, createMember, signInAs, signOut } from '../people.ts';
import { assertNoSidewaysScroll, atSizes, SIZES, type Visit } from '../visit.ts';
import type { Step } from './step.ts';

const ALL_SIZES = Object.values(SIZES);

async function assertAllFit(visit: Visit, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await visit.go(path);
    await visit.page.getByRole('heading', { level: 1 }).waitFor();
    await visit.page.locator('.places a, form').first().waitFor();
    await atSizes(visit, ALL_SIZES, () => assertNoSidewaysScroll(visit));
  }
}

export const LAYOUT: readonly Step[] = [
  [
    'fits four widths, page by page, and a page that is not there',
    async (visit) => {
      await assertAllFit(visit, ['/', '/messages', '/signin', '/signup', '/confirm', '/recover']);
      await signInAs(visit, createMember(visit, 'Bashir'));
      await assertAllFit(visit, ['/', '/messages', '/moderation', '/security', '/nowhere']);
      await visit.sees('There is no page at this address.');
    },
  ],
  [
    'shows name, handle and the words of every control on a phone',
    async (visit) => {
      await visit.go('/');
      await accountOf(visit).getByText('@bashir').waitFor();
      await atSizes(visit, [SIZES.phone], async () => {
        for (const part of ['.account .name', '.account .handle']) {
          const isCut = await visit.page.locator(part).evaluate((box) => box.scrollWidth > box.clientWidth);
          assert.ok(!isCut, `${part} is cut off`);
        }
        const words = await visit.page.getByText('Expires after').boundingBox();
        assert.ok(words !== null && words.width > 50);
      });
      await signOut(visit);
    },
  ],
  [
    'shows the whole sign-up card in a window of 1280 by 800',
    async (visit) => {
      await visit.go('/signup');
      await atSizes(visit, [SIZES.laptop], async () => {
        const card = await visit.page.getByRole('main').boundingBox();
        assert.ok(
          card !== null && card.y + card.height <= SIZES.laptop.height,
          `it ends at ${card?.y} + ${card?.height}`,
        );
      });
    },
  ],
];
