import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Framework, ServerKind } from './servers.ts';

export interface ServerProcess {
  readonly port: number;
  /** Processor time, in microseconds, that it has taken since the last call. */
  readonly cpuMicros: () => Promise<number>;
  readonly stop: () => void;
}

export async function startServer(framework: Framework, kind: ServerKind, fixtureFile: string): Promise<ServerProcess> {
  const child = fork('.build/http/serve.js', [framework, kind, fixtureFile], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The ${framework} server of the kind ${kind} ended`);
  });
  async function answer(): Promise<number> {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  }
  return {
    port: await answer(),
    cpuMicros() {
      const answered = answer();
      child.send('cpuMicros');
      return answered;
    },
    stop: () => child.disconnect(),
  };
}
