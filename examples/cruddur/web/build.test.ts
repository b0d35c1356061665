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

async function textOfTheBuild(place: 'local' | 'aws'): Promise<string> {
  // Vitest sets NODE_ENV to `test`, for which the React plugin would make a development build.
  vi.stubEnv('NODE_ENV', 'production');
  const settings = viteSettings({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example' }, place);
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
