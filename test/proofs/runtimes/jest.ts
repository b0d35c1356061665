import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installRuntime } from './install.ts';
import { runCommand } from './run-command.ts';
import type { Check } from './workshop.ts';

const VERSION = '30.5.2';

const CONFIG = {
  transform: {},
  testMatch: ['**/*.jest.cjs'],
  watchman: false,
  cacheDirectory: '<rootDir>/.jest',
  // Making RSA keys can take seconds on a busy machine.
  testTimeout: 30_000,
};

/** Jest loads CommonJS by a module system of its own, which cannot require what is ESM only. */
export const jest: Check = {
  name: `jest ${VERSION}`,
  async run({ project }) {
    const modules = await installRuntime(`jest@${VERSION}`);
    writeFileSync(join(project, 'jest.config.json'), JSON.stringify(CONFIG));
    const args = [join(modules, 'jest/bin/jest.js'), '--config', 'jest.config.json', '--ci', '--runInBand'];
    const output = await runCommand(process.execPath, args, { cwd: project });
    if (!/^Tests: +1 passed, 1 total$/m.test(output)) throw new Error(output);
    return `CJS, on node ${process.versions.node}`;
  },
};
