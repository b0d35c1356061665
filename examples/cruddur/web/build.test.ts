import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, expect, it, vi } from 'vitest';
import { viteSettings } from './vite-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'cruddur-build-'));
afterAll(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

const LOCAL_ONLY = ['/_dev/inbox', '/_dev/expired-token', 'Local inbox', '/cognito/'];

async function textOfTheBuild(place: 'local' | 'aws', hostedLogin?: string): Promise<string> {
  // Vitest sets NODE_ENV to `test`, for which the React plugin would make a development build.
  vi.stubEnv('NODE_ENV', 'production');
  const pool = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example' };
  const settings = viteSettings({ ...pool, ...(hostedLogin !== undefined && { hostedLogin }) }, place);
  const outDir = join(folder, place);
  await build({ ...settings, configFile: false, logLevel: 'error', build: { ...settings.build, outDir } });
  const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
}

it('leaves everything local out of a build for AWS', async () => {
  const [local, aws] = [await textOfTheBuild('local'), await textOfTheBuild('aws')];
  expect(LOCAL_ONLY.filter((text) => local.includes(text))).toEqual(LOCAL_ONLY);
  expect(LOCAL_ONLY.filter((text) => aws.includes(text))).toEqual([]);
  expect(aws.includes('eu-west-1_AbCdEf123')).toBe(true);
}, 60_000);

it.each([
  ['local', undefined, "connect-src 'self';"],
  ['aws', undefined, "connect-src 'self' https://cognito-idp.eu-west-1.amazonaws.com;"],
  [
    'aws',
    'https://cruddur.auth.eu-west-1.amazoncognito.com',
    "connect-src 'self' https://cognito-idp.eu-west-1.amazonaws.com https://cruddur.auth.eu-west-1.amazoncognito.com;",
  ],
] as const)(
  'says in a page for %s (hosted login: %s) what it may run and talk to, before anything is loaded',
  async (place, hostedLogin, connect) => {
    await textOfTheBuild(place, hostedLogin);
    const page = readFileSync(join(folder, place, 'index.html'), 'utf8');
    const [, written = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(page) ?? [];
    const policy = written.replaceAll('&#39;', "'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(connect);
    expect(policy).not.toMatch(/unsafe|nonce/);
    expect(page.indexOf(written)).toBeLessThan(page.search(/<script|<link/));
    expect(page.match(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/g)).toBeNull();
  },
  60_000,
);
