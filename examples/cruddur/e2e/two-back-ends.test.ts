import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { BACKENDS, type BackendName } from '../server/start-backend.ts';
import { MODERATOR } from '../start/start-cruddur.ts';
import { launchBrowser } from './browser.ts';
import { createMember, type KIRA, signIn, signInAs } from './people.ts';
import { storedTokens } from './scenario/security.ts';
import { stopAfterFailure } from './stop-after-failure.ts';
import { startTwoBackEnds, type TwoBackEnds } from './two-back-ends.ts';
import { openVisit, type Visit } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** A token of the second in which somebody signed out everywhere is refused as well, so a test must not be that quick. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  while (Math.floor(Date.now() / 1000) === second) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function reasonAt(backendUrl: string, token: string): Promise<string | undefined> {
  const response = await fetch(`${backendUrl}/api/messages`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { reason?: string }).reason;
}

describe.each(Object.keys(BACKENDS) as BackendName[])('two back ends in %s that share a Redis server', (backend) => {
  let folder: string;
  let cruddur: TwoBackEnds;
  /** Two devices: each talks to a back end of its own. */
  let laptop: Visit;
  let phone: Visit;
  let kira: typeof KIRA;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cruddur-two-'));
    cruddur = await startTwoBackEnds(backend, join(folder, 'cruddur.sqlite'));
    laptop = await openVisit(browser, cruddur.first.url, cruddur.pool);
    phone = await openVisit(browser, cruddur.second.url, cruddur.pool);
    kira = createMember(laptop, 'Kira');
  });
  afterAll(async () => {
    await laptop?.page.context().close();
    await phone?.page.context().close();
    await cruddur?.close();
    rmSync(folder, { recursive: true });
  });
  stopAfterFailure(() => ({ [`${backend}-laptop`]: laptop, [`${backend}-phone`]: phone }));

  it('refuses at one what was signed out everywhere through the other, on the very next request', async () => {
    await signInAs(laptop, kira);
    await signInAs(phone, kira);
    const [token = ''] = await storedTokens(phone);
    assert.equal(await reasonAt(cruddur.second.backendUrl, token), undefined);
    await laptop.follow('Security');
    await laptop.press('Sign out everywhere');
    await laptop.sees('You were signed out everywhere.');
    assert.equal(await reasonAt(cruddur.first.backendUrl, token), 'token_revoked');
    assert.equal(await reasonAt(cruddur.second.backendUrl, token), 'token_revoked');
    await phone.follow('Messages');
    await phone.sees('You were signed out everywhere. Please sign in again.');
    assert.equal(await phone.page.getByText('Today is a good day to crud.').count(), 0);
  });

  it('refuses at one whom a moderator removed through the other, who cannot come back by signing in', async () => {
    await nextSecond();
    await signInAs(laptop, kira);
    await signInAs(phone, MODERATOR);
    await phone.follow('Moderation');
    await phone.press('Remove Kira for a day');
    await phone.sees(/Kept out for (24 h|1 d)/);
    await laptop.follow('Messages');
    await laptop.sees('A moderator removed you.');
    await nextSecond();
    await signIn(laptop, kira.email, kira.password);
    await laptop.sees('A moderator removed you.');
    assert.equal(new URL(laptop.page.url()).pathname, '/signin');
  });

  it('calls an outage of Redis its own, and lets nobody in until it is over', async () => {
    await cruddur.redis.kill();
    await phone.go('/');
    await phone.page
      .getByRole('alert')
      .filter({ hasText: 'revocation_unavailable' })
      .or(phone.page.locator('.feed'))
      .first()
      .waitFor();
    // What is known is good enough for five seconds more.
    const retry = phone.page.getByRole('alert').filter({ hasText: 'revocation_unavailable' });
    for (let seconds = 0; seconds < 20 && (await retry.count()) === 0; seconds += 1) {
      await nextSecond();
      await phone.page.reload();
      await phone.page.locator('.feed, [role=alert]').first().waitFor();
    }
    await phone.alerts(
      'The back end cannot find out who was signed out, so it lets nobody in. That is its own outage.',
    );
    await phone.alerts('You are still signed in.');
    await cruddur.redis.start();
    await phone.press('Try again');
    // From here on by loading the page: the button may go between a look at it and a press.
    const good = phone.page.getByText('token_valid: true');
    for (let seconds = 0; seconds < 20 && (await good.count()) === 0; seconds += 1) {
      await nextSecond();
      await phone.page.reload();
      await phone.page.locator('.verdict').waitFor();
    }
    await phone.sees('token_valid: true');
  });

  it('still refuses whom it refused before, although Redis came back empty', async () => {
    await signIn(laptop, kira.email, kira.password);
    await laptop.sees('A moderator removed you.');
  });

  it('says that the back end is down, and nothing about the token', async () => {
    await cruddur.endSecondBackEnd();
    await phone.page.reload();
    await phone.alerts('The back end is down. Please try again. You are still signed in.');
    await phone.sees('token_valid: unknown');
    assert.equal(await phone.page.getByText('nothing in this token can be believed').count(), 0);
  });
});
