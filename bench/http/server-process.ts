import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface ServerProcess {
  readonly port: number;
  /** Milliseconds that its event loop was at work since the last call. */
  readonly activeMs: () => Promise<number>;
  readonly stop: () => void;
}

export async function startServer(framework: string, guard: string, fixtureFile: string): Promise<ServerProcess> {
  const child = fork('.build/http/serve.js', [framework, guard, fixtureFile], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer = async () => {
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error(`The ${framework} server with ${guard} ended`);
      }),
    ]);
    return message;
  };
  const { port } = await answer();
  return {
    port,
    async activeMs() {
      const answered = answer();
      child.send('activeMs');
      return (await answered).activeMs;
    },
    stop: () => child.disconnect(),
  };
}
