import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createProject, installRuntime, writePackage } from './install.ts';
import { runCommand } from './run-command.ts';
import type { Check, Workshop } from './workshop.ts';

const require = createRequire(import.meta.url);
const { version: OUR_VERSION } = require('typescript/package.json') as { version: string };
const NEWEST_VERSION = '7.0.2';
const NODE_TYPES = '@types/node@20.19.43';

interface Application {
  readonly program: string;
  readonly packages: readonly string[];
}

const bare: Application = { program: 'bare-consumer.ts', packages: [NODE_TYPES] };

// The lowest versions of the peer ranges, with the types of the older majors.
const oldest: Application = {
  program: 'consumer.ts',
  packages: `express@4.18.0 @types/express@4.17.25 fastify@5.0.0 koa@2.13.0 @types/koa@2.15.2 ${NODE_TYPES}`.split(' '),
};

const newest: Application = {
  program: 'consumer.ts',
  packages: `express@5.3.0 @types/express@5.0.6 fastify@5.12.8 koa@3.3.0 @types/koa@3.0.3 ${NODE_TYPES}`.split(' '),
};

export const typescript: readonly Check[] = [
  compiles(OUR_VERSION, bare),
  compiles(OUR_VERSION, oldest),
  compiles(OUR_VERSION, newest),
  compiles(NEWEST_VERSION, newest),
];

interface ModuleSystem {
  readonly what: string;
  readonly type: 'module' | 'commonjs';
  readonly options: Readonly<Record<string, unknown>>;
}

const NODE16 = { module: 'node16', types: ['node'], lib: ['ES2022'] };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };

// What `module: commonjs` alone still means in many projects: `exports` is not read there, but `typesVersions` is.
// TypeScript 6 gives it up.
const NODE10 = { module: 'commonjs', moduleResolution: 'node10', types: ['node'], lib: ['ES2022'] };

const moduleSystemsOf = (application: Application, version: string): readonly ModuleSystem[] => [
  { what: 'node16 ESM', type: 'module', options: NODE16 },
  { what: 'node16 CJS', type: 'commonjs', options: NODE16 },
  ...(version.startsWith('5.') ? [{ what: 'node10 CJS', type: 'commonjs' as const, options: NODE10 }] : []),
  {
    what: 'bundler',
    type: 'module',
    // The application without a framework also does without Node's types, as a Worker does.
    options: { ...BUNDLER, ...(application === bare ? { types: [], lib: ['ES2022', 'DOM'] } : { types: ['node'] }) },
  },
];

/** Compiles an application as a strict user would, `skipLibCheck` off, and runs what Node can run of it. */
function compiles(version: string, application: Application): Check {
  const frameworks = application.packages.filter((name) => !name.startsWith('@')).join(', ') || 'no framework';

  async function run(workshop: Workshop): Promise<string> {
    const tsc = join(await compilerFolder(version), 'bin/tsc');
    const project = join(workshop.folder, `${version} ${application.packages.length} ${frameworks.split(',')[0]}`);
    await createProject(project, [workshop.tarball, ...application.packages]);
    const details: string[] = [];
    for (const { what, type, options } of moduleSystemsOf(application, version)) {
      const folder = writeApplication(join(project, what.replace(' ', '-')), application.program, { type, options });
      const foreign = await compile(tsc, folder, what);
      if (what !== 'bundler') await expectToRun(folder, what, application);
      details.push(foreign === 0 ? what : `${what} (${foreign} error in the frameworks' own types)`);
    }
    return details.join(', ');
  }

  return { name: `typescript ${version}, ${frameworks}`, run };
}

async function compilerFolder(version: string): Promise<string> {
  if (version === OUR_VERSION) return join(require.resolve('typescript/package.json'), '..');
  return join(await installRuntime(`typescript@${version}`), 'typescript');
}

function writeApplication(folder: string, program: string, { type, options }: Omit<ModuleSystem, 'what'>): string {
  writePackage(folder, { type });
  copyFileSync(new URL(`programs/${program}`, import.meta.url), join(folder, 'main.ts'));
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };
  const compilerOptions = {
    target: 'ES2022',
    esModuleInterop: true,
    outDir: 'out',
    rootDir: '.',
    ...strict,
    ...options,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  return folder;
}

/** @returns how many errors are in the types of other packages, which only their authors can fix */
async function compile(tsc: string, cwd: string, what: string): Promise<number> {
  const output = await runCommand(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], { cwd }).catch(
    ({ message }: Error) => message,
  );
  const errors = output.split('\n').filter((line) => line.includes('error TS'));
  const foreign = errors.filter((line) => /node_modules[\\/](?!cognito-guard[\\/])/.test(line));
  if (errors.length > foreign.length || (errors.length === 0 && output.trim() !== '')) {
    throw new Error(`${what}: ${output}`);
  }
  return foreign.length;
}

const EXPECTED_OUTPUT: Readonly<Record<string, string>> = {
  'bare-consumer.ts':
    'access   function arn:aws:execute-api:eu-west-1:123456789012:abcdef123/$default/* 2 3 401 ConfigError TokenRejectedError\n',
  'consumer.ts': ['express', 'fastify', 'fastify, by name', 'koa']
    .map((name) => `${name}: 200 401 Bearer realm="api"\n`)
    .join(''),
};

async function expectToRun(cwd: string, what: string, { program }: Application): Promise<void> {
  const output = await runCommand(process.execPath, ['out/main.js'], { cwd }).catch(({ message }: Error) => message);
  if (output !== EXPECTED_OUTPUT[program]) throw new Error(`${what} compiled, but printed: ${output}`);
}
