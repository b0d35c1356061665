import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClientName } from './redis-clients.ts';

export type Question =
  | { readonly ask: 'revoke'; readonly user: string }
  | { readonly ask: 'refused'; readonly users: readonly string[] };

/** `refused`: undefined where nobody can tell. Times are milliseconds since 1970. */
export interface Answer {
  readonly acknowledged?: boolean;
  readonly startedAt?: number;
  readonly refused?: readonly (boolean | undefined)[];
  readonly heardAt?: readonly (number | undefined)[];
}

const SCRIPT = fileURLToPath(new URL('./following-process.ts', import.meta.url));
let asked = 0;

/** Starts a process that follows the server, and waits until it is in step. */
export async function startFollower(client: ClientName, port: number) {
  const args = ['--import', 'tsx', SCRIPT, client, String(port)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  await once(child, 'message');

  return {
    /** Resolves with undefined if the process ends before it answers. */
    ask: (question: Question) => answerOf(child, question),
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async kill(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export type Follower = Awaited<ReturnType<typeof startFollower>>;

function answerOf(child: ChildProcess, question: Question): Promise<Answer | undefined> {
  asked += 1;
  const number = asked;
  return new Promise((resolve) => {
    function hear(message: Answer & { readonly number: number }): void {
      if (message.number === number) finish(message);
    }
    const end = () => finish(undefined);
    function finish(answer: Answer | undefined): void {
      child.off('message', hear);
      child.off('exit', end);
      resolve(answer);
    }
    child.on('message', hear);
    child.once('exit', end);
    child.send({ ...question, number }, (error) => {
      if (error !== null) end();
    });
  });
}
