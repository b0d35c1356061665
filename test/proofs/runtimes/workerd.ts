import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installRuntime } from './install.ts';
import { runCommand } from './run-command.ts';
import type { Check } from './workshop.ts';

export const WORKERD_VERSION = '1.20261117.1';
export const ESBUILD_VERSION = '0.28.2';

/** The same Worker, as different users deploy it. */
interface Deployment {
  readonly what: string;
  readonly compatibilityDate: string;
  readonly compatibilityFlags?: readonly string[];
  /** Runs before the library is loaded. */
  readonly before?: string;
}

const DEPLOYMENTS: readonly Deployment[] = [
  { what: 'without node: modules', compatibilityDate: '2025-01-01' },
  // From 2026-08-04 on nodejs_compat is the default.
  { what: 'with node: modules', compatibilityDate: '2026-11-17' },
  {
    // What Cloudflare's bundler made of nodejs_compat before 2025-09: a process that calls itself Node, with node:crypto
    // but without node:os.
    what: 'with a polyfilled process',
    compatibilityDate: '2025-06-01',
    compatibilityFlags: ['nodejs_compat'],
    before: `const { getBuiltinModule } = process;
             globalThis.process = { versions: { node: '22.14.0' }, getBuiltinModule };`,
  },
];

/** Its outgoing requests are led back to the Worker itself, which serves the key set: no network. */
const configFor = ({ compatibilityDate, compatibilityFlags = [], before = '' }: Deployment) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "smoke", worker = .smoke)]);
const smoke :Workerd.Worker = (
  modules = [
    (name = "main", esModule = "import 'before'; export { default } from 'bundle';"),
    (name = "before", esModule = ${JSON.stringify(before)}),
    (name = "bundle", esModule = embed "worker.bundle.js"),
  ],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
  globalOutbound = "smoke",
);
`;

/** Cloudflare's runtime, by its own test command. */
export const workerd: Check = {
  name: `workerd ${WORKERD_VERSION}`,
  async run({ project }) {
    const binaries = join(await installRuntime(`workerd@${WORKERD_VERSION}`, `esbuild@${ESBUILD_VERSION}`), '.bin');
    const bundling = ['worker.mjs', '--bundle', '--format=esm', '--conditions=workerd', '--outfile=worker.bundle.js'];
    await runCommand(join(binaries, 'esbuild'), [...bundling, '--log-level=warning'], { cwd: project });

    const failures: string[] = [];
    for (const deployment of DEPLOYMENTS) {
      writeFileSync(join(project, 'workerd.capnp'), configFor(deployment));
      const output = await runCommand(join(binaries, 'workerd'), ['test', 'workerd.capnp'], { cwd: project }).catch(
        ({ message }: Error) => message,
      );
      if (!output.includes('[ PASS ] smoke')) failures.push(`${deployment.what}: ${output}`);
    }
    if (failures.length > 0) throw new Error(failures.join('\n'));
    return DEPLOYMENTS.map(({ what }) => what).join(', ');
  },
};
