import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../start/free-port.ts';

/** A Redis server of its own on a free port of 127.0.0.1, which keeps nothing on disk. Needs Debian's `redis-server`. */
export async function startRedis() {
  const port = await freePort(0);
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const started = spawn('redis-server', settings, { stdio: 'ignore' });
    server = started;
    const failed = once(started, 'error').then(([error]) => {
      throw new Error('There is no redis-server: apt-get install -y redis-server', { cause: error });
    });
    await Promise.race([failed, untilItAnswers(port)]);
    failed.catch(() => {});
  }

  async function kill(): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill };
}

async function untilItAnswers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      socket.destroy();
    }
  }
  throw new Error('redis-server did not start within five seconds');
}
