import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODERATOR, startCruddur } from '../start/start-cruddur.ts';
import { launchBrowser } from './browser.ts';
import { KIRA, signIn, signInAs, signOut } from './people.ts';
import { openVisit, type Visit } from './visit.ts';

/** `npm run screenshots`: takes the pictures of the READMEs from the running application. */
const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

async function shoot({ page }: Visit, name: string, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`${name}.png`);
}

async function shootStranger(visit: Visit): Promise<void> {
  await visit.go('/');
  await visit.sees('token_missing');
  await shoot(visit, 'cruddur-home-anonymous', WIDE);
  await visit.go('/signup');
  await visit.sees('Handle');
  await shoot(visit, 'cruddur-sign-up', WIDE);
}

async function shootModerator(visit: Visit): Promise<void> {
  await signOut(visit);
  await signInAs(visit, MODERATOR);
  await visit.follow('Moderation');
  await visit.press(`Remove ${KIRA.name} for a day`);
  await visit.sees('Kept out for');
  await signOut(visit);
  await signIn(visit, KIRA.email, KIRA.password);
  await visit.sees('A moderator removed you.');
  await shoot(visit, 'cruddur-removed', WIDE);
}

async function shootMember(visit: Visit): Promise<void> {
  await signInAs(visit, KIRA);
  await visit.fill('Your crud', 'The Prophets teach us that tokens expire.');
  await visit.press('Crud');
  await visit.sees('Your crud is out.');
  await visit.go('/');
  await visit.sees('token_valid: true');
  await shoot(visit, 'cruddur-home-member', WIDE);
  await shoot(visit, 'cruddur-home-phone', PHONE);
  await visit.page.setViewportSize(WIDE);
  await visit.sends('Tampered', 'signature_invalid');
  await visit.fill('Your crud', 'Does it take this one?');
  await visit.press('Crud');
  await visit.alerts('The back end refused the post.');
  await shoot(visit, 'cruddur-home-tampered', WIDE);
  await shoot(visit, 'cruddur-tampered-phone', PHONE);
  await visit.page.setViewportSize(WIDE);
  await visit.press('Back to the access token');
  await visit.sees('token_valid: true');
  await visit.go('/security');
  await visit.press('Set it up');
  await visit.page.getByRole('img', { name: /QR code/ }).waitFor();
  await shoot(visit, 'cruddur-security', WIDE);
}

mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'cruddur-screenshots-'));
const browser = await launchBrowser();
const { url, pool, close } = await startCruddur({
  backend: 'express',
  port: 0,
  databaseFile: join(folder, 'cruddur.sqlite'),
});
if (pool === undefined) throw new Error('Screenshots need the local pool');
pool.createUser({ ...KIRA, attributes: { name: KIRA.name, preferred_username: KIRA.handle } });
const visit = await openVisit(browser, url, pool);
await shootStranger(visit);
await shootMember(visit);
await shootModerator(visit);
await browser.close();
await close();
rmSync(folder, { recursive: true });
process.exit(0);
