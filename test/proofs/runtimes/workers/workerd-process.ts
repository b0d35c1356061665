import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../run-command.ts';

const USED_HEAP = fileURLToPath(new URL('used-heap.mjs', import.meta.url));
/** What every service runs. */
export const BUNDLE = 'isolate.bundle.js';
const LONGEST_START_MS = 30_000;

export interface Service {
  readonly name: string;
  readonly bindings: Readonly<Record<string, string>>;
}

/** Each service is an isolate with a port of its own. They may reach loopback and nothing else. */
const configFor = (services: readonly Service[], compatibilityDate: string) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = ["--expose-gc"],
  services = [
    (name = "loopback", network = (allow = ["local"])),
    ${services.map(({ name }) => `(name = "${name}", worker = .${name})`).join(',\n    ')},
  ],
  sockets = [
    ${services.map(({ name }) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`).join(',\n    ')},
  ],
);
${services.map((service) => workerFor(service, compatibilityDate)).join('\n')}
`;

const workerFor = ({ name, bindings }: Service, compatibilityDate: string) => `
const ${name} :Workerd.Worker = (
  modules = [(name = "main", esModule = embed "${BUNDLE}")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [${Object.entries(bindings).map(([key, value]) => `(name = "${key}", text = ${JSON.stringify(value)})`)}],
  globalOutbound = "loopback",
);`;

export interface WorkerdProcess {
  readonly portOf: (service: string) => number;
  readonly usedHeap: (service: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Serves the bundle in the folder. */
export async function startWorkerd(
  binary: string,
  { folder, compatibilityDate, services }: { folder: string; compatibilityDate: string; services: readonly Service[] },
): Promise<WorkerdProcess> {
  writeFileSync(join(folder, 'isolates.capnp'), configFor(services, compatibilityDate));
  const args = ['serve', '--control-fd=3', '--inspector-addr=127.0.0.1:0', 'isolates.capnp'];
  const child = spawn(binary, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));

  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // A polite signal lets it wait for its clients.
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  try {
    const ports = await portsOf(child, services.length);
    return {
      portOf: (service) => ports.get(service) ?? 0,
      async usedHeap(service) {
        const url = `ws://127.0.0.1:${ports.get('inspector')}/${service}`;
        return Number(
          await runCommand(process.execPath, ['--experimental-websocket', '--no-warnings', USED_HEAP, url], {
            cwd: folder,
          }),
        );
      },
      close,
    };
  } catch (cause) {
    await close();
    throw new Error(`workerd did not start: ${(cause as Error).message}\n${output}`, { cause });
  }
}

/** It tells its ports one by one: the inspector's first, then one for each service. */
function portsOf(child: ChildProcess, services: number): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  return new Promise((resolve, fail) => {
    const timer = setTimeout(() => fail(new Error(`not ready after ${LONGEST_START_MS} ms`)), LONGEST_START_MS);
    child.on('error', fail);
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`exit code ${code}`));
    });
    createInterface(child.stdio[3] as Readable).on('line', (line) => {
      const { socket = 'inspector', port } = JSON.parse(line) as { socket?: string; port: number };
      ports.set(socket, port);
      if (ports.size <= services) return;
      clearTimeout(timer);
      resolve(ports);
    });
  });
}
