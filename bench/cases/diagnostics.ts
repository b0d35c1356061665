import { cpSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cognitoGuard, type Library } from '../contenders/cognito-guard.ts';
import { ACTIVE_USERS, type Fixture } from '../fixture.ts';
import type { Case } from './case.ts';
import { compareRows } from './compare.ts';

export const SEEN_TOKENS = 'seen tokens';
export const REFUSALS = 'refusals';

/** What the library's channels cost while nobody listens, to the same build on a platform that has none. */
export const diagnostics: Case = {
  title: 'diagnostics_channel without subscribers, to none at all',
  async run(fixture, effort) {
    const libraries = { present: await copyOfBuild('channels'), absent: await withoutChannels(copyOfBuild) };
    const [present, absent] = await Promise.all([
      entryOf(libraries.present, fixture),
      entryOf(libraries.absent, fixture),
    ]);
    async function row(name: string, tokens: readonly string[], expected: 'accepted' | 'refused') {
      const entrants = [present, absent].map((verify, position) => ({ name: String(position), verify, tokens }));
      const [, toAbsent] = await compareRows(entrants, { ...effort, inFlight: 1, expected });
      return { name, values: { oursSpeed: toAbsent?.values.oursSpeed ?? Number.NaN } };
    }
    return [
      await row(SEEN_TOKENS, fixture.access.slice(0, ACTIVE_USERS), 'accepted'),
      // The cheapest refusal, so that a message of its own would weigh most.
      await row(REFUSALS, ['null'], 'refused'),
    ];
  },
};

const entryOf = (library: Library, fixture: Fixture) =>
  cognitoGuard('authenticateRequest', library).start(fixture, 'access');

/** A copy of its own, because the library asks for its channels once, when it is loaded. */
function copyOfBuild(name: string): Promise<Library> {
  const folder = resolve('.build', name);
  rmSync(folder, { recursive: true, force: true });
  cpSync('../dist', folder, { recursive: true });
  return import(pathToFileURL(`${folder}/index.js`).href);
}

async function withoutChannels(load: (name: string) => Promise<Library>): Promise<Library> {
  const { getBuiltinModule } = process as { getBuiltinModule?: unknown };
  Object.defineProperty(process, 'getBuiltinModule', { value: undefined, configurable: true, writable: true });
  try {
    return await load('no-channels');
  } finally {
    Object.defineProperty(process, 'getBuiltinModule', { value: getBuiltinModule, configurable: true, writable: true });
  }
}
