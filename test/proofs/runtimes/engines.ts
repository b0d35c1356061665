import { join } from 'node:path';
import { installRuntime } from './install.ts';
import { runCommand } from './run-command.ts';
import type { Check, Workshop } from './workshop.ts';

/** One start of the smoke program. */
interface Start {
  readonly what: string;
  readonly args: readonly string[];
}

const ESM: Start = { what: 'ESM', args: ['smoke.mjs'] };
const CJS: Start = { what: 'CJS', args: ['smoke.cjs'] };

// The number of cores is pretended, because Node's engine for signatures depends on it.
const NODE: readonly Start[] = [
  { what: 'ESM', args: ['smoke.mjs', 'cores=2'] },
  { what: 'CJS', args: ['smoke.cjs', 'cores=2'] },
  { what: 'ESM on one core', args: ['smoke.mjs', 'cores=1'] },
  { what: 'CJS on one core', args: ['smoke.cjs', 'cores=1'] },
  // What Node did before 20.19 and 22.12, and what Jest does still.
  { what: 'CJS without require(esm)', args: ['--no-experimental-require-module', 'smoke.cjs'] },
];

// process.getBuiltinModule came with Node 20.16: before it crypto.subtle checks signatures, and the testing kit cannot listen.
const NODE_BEFORE_GET_BUILTIN_MODULE: readonly Start[] = [ESM, CJS].map(({ what, args }) => ({
  what: `${what} without listen()`,
  args: [...args, 'no-network'],
}));

const DENO: readonly Start[] = [
  { what: 'ESM without any permission', args: ['run', '--no-prompt', 'smoke.mjs', 'no-network'] },
  ...[ESM, CJS].map(({ what, args }) => ({ what, args: ['run', '--no-prompt', '--allow-all', ...args] })),
];

export const engines: readonly Check[] = [
  engine('node', process.versions.node, NODE, process.execPath),
  engine('node', '20.0.0', NODE_BEFORE_GET_BUILTIN_MODULE),
  engine('node', '22.23.3', NODE),
  engine('node', '24.21.0', NODE),
  engine('node', '26.10.0', NODE),
  engine('bun', '1.4.5', [ESM, CJS]),
  engine('deno', '2.9.6', DENO),
];

/** Runs the smoke program on a JavaScript engine, which is installed from npm unless a path to it is given. */
function engine(name: string, version: string, starts: readonly Start[], present?: string): Check {
  async function run({ folder, project }: Workshop): Promise<string> {
    const binary = present ?? join(await installRuntime(`${name}@${version}`), '.bin', name);
    const options = {
      cwd: project,
      env: { NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(folder, 'deno') },
    };
    const told = await runCommand(binary, ['--version'], options);
    if (!told.includes(version)) throw new Error(`the binary says it is ${told}`);

    const failures: string[] = [];
    for (const { what, args } of starts) {
      const output = await runCommand(binary, args, options).catch((failure: Error) => failure.message);
      // Nothing else may be printed: a deprecation warning in every user's log is a failure too.
      if (!/^\d+ checks held\s*$/.test(output)) failures.push(`${what}: ${output.trim()}`);
    }
    if (failures.length > 0) throw new Error(failures.join('\n'));
    return starts.map(({ what }) => what).join(', ');
  }

  return { name: `${name} ${version}`, run };
}
