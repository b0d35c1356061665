import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far beyond the second and a half that is promised, since machines are busy; far below the 30 s of a fetch that hangs. */
const LONGEST_ANSWER_MS = 8_000;

/** A Worker with a memory of its own, as its clients see it. */
export interface Isolate {
  /** Sets its clock ahead of the real one. */
  readonly setClockAhead: (minutes: number) => Promise<unknown>;
  readonly ask: (token: string) => Promise<Answer>;
  readonly send: (token: string) => Promise<Client>;
  /** How many tokens have arrived. */
  readonly arrived: () => Promise<number>;
  readonly collectGarbage: () => Promise<unknown>;
  /** Milliseconds that the slowest answer of all took. */
  readonly slowest: () => number;
}

interface Answer {
  /** `accepted`, the reason of the refusal, or what went wrong. */
  readonly verdict: string;
  readonly cause?: readonly string[];
}

/** A request under way. */
export interface Client {
  readonly isAnswered: () => boolean;
  readonly reset: () => void;
}

export function openIsolate(port: number): Isolate {
  const origin = `http://127.0.0.1:${port}`;
  let slowest = 0;

  async function get(path: string, headers: Record<string, string> = {}): Promise<unknown> {
    const response = await fetch(origin + path, { headers, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
    if (response.ok) return response.json();
    throw new Error(`status ${response.status}: ${await response.text()}`);
  }

  async function ask(token: string): Promise<Answer> {
    const startedAt = performance.now();
    try {
      return (await get('/', { authorization: `Bearer ${token}` })) as Answer;
    } catch (failure) {
      return { verdict: 'no verdict', cause: [(failure as Error).message] };
    } finally {
      slowest = Math.max(slowest, performance.now() - startedAt);
    }
  }

  function send(token: string): Promise<Client> {
    return new Promise((resolve, fail) => {
      let answered = false;
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`GET / HTTP/1.1\r\nhost: worker\r\nauthorization: Bearer ${token}\r\n\r\n`);
        socket.on('data', () => {
          answered = true;
        });
        resolve({ isAnswered: () => answered, reset: () => void socket.resetAndDestroy() });
      });
      socket.on('error', fail);
    });
  }

  return {
    setClockAhead: (minutes) => get(`/clock?msAhead=${minutes * 60_000}`),
    ask,
    send,
    arrived: async () => Number(await get('/arrived')),
    collectGarbage: () => get('/collect'),
    slowest: () => slowest,
  };
}

/** Waits until it is true. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + LONGEST_ANSWER_MS;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${LONGEST_ANSWER_MS} ms`);
    await sleep(20);
  }
}
