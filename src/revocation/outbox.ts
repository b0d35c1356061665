import { beforeDeadline } from '../deadline.ts';
import type { EntryStore } from './entry-store.ts';
import { REDIS_POLICY } from './redis-policy.ts';
import type { KeptEntry } from './revocation-entry.ts';

interface Waiting {
  readonly acknowledge: () => void;
  readonly fail: (error: Error) => void;
  /** Whether the caller has an answer already, and waits no more. */
  readonly isOver: () => boolean;
}

/** An entry of this process that the server has not acknowledged, and who waits for that. */
interface Unsent extends Pick<KeptEntry, 'kind' | 'id'> {
  readonly waiting: Waiting[];
}

const NOT_ACKNOWLEDGED =
  'The Redis server has not acknowledged the entry in time. It is in effect in this process, and the others get it when ' +
  'the server is back';
const CLOSED =
  'followRedis was closed before the Redis server acknowledged the entry: it is in effect in this process alone';

/**
 * Sends what this process revokes, again and again until the server has acknowledged it. It holds names alone: what is sent
 * are the times that the store knows by then, so an entry that is revoked often takes no more room than its callers do while they wait.
 */
export function createOutbox(store: EntryStore, append: (entries: readonly KeptEntry[]) => Promise<void>) {
  const unsent = new Map<string, Unsent>();
  let underWay: readonly Unsent[] = [];
  let isSending = false;
  let isClosed = false;
  let lastError: unknown;

  async function send({ kind, id }: KeptEntry): Promise<void> {
    if (isClosed) throw new Error(CLOSED);
    let isOver = false;
    const acknowledged = new Promise<void>((acknowledge, fail) =>
      put({ kind, id, waiting: [{ acknowledge, fail, isOver: () => isOver }] }),
    );
    if (!isSending) void sendAll();
    try {
      await beforeDeadline(REDIS_POLICY.acknowledgeWithin, acknowledged, NOT_ACKNOWLEDGED);
    } catch (error) {
      throw new Error((error as Error).message, { cause: lastError });
    } finally {
      isOver = true;
    }
  }

  function put({ kind, id, waiting }: Unsent): void {
    const name = `${kind} ${id}`;
    const present = unsent.get(name) ?? { kind, id, waiting: [] };
    unsent.set(name, present);
    for (const caller of waiting) if (!caller.isOver()) present.waiting.push(caller);
  }

  async function sendAll(): Promise<void> {
    isSending = true;
    while (unsent.size > 0 && !isClosed) {
      // What is revoked again while they are under way is sent again.
      underWay = takeFirst(unsent, REDIS_POLICY.batch);
      await sendBatch(underWay).catch(putBack);
      underWay = [];
    }
    isSending = false;
  }

  async function sendBatch(batch: readonly Unsent[]): Promise<void> {
    // What is over by now is not kept here either, and the script takes no empty batch.
    const entries = batch.flatMap(({ kind, id }) => store.get(kind, id) ?? []);
    if (entries.length > 0) await append(entries);
    lastError = undefined;
    for (const { acknowledge } of batch.flatMap(({ waiting }) => waiting)) acknowledge();
  }

  async function putBack(error: unknown): Promise<void> {
    lastError = error;
    for (const each of underWay) put(each);
    await new Promise((resolve) => setTimeout(resolve, REDIS_POLICY.retryAfter));
  }

  return {
    send,
    /** Entries that the server has not acknowledged. */
    size: () => new Set([...unsent.values(), ...underWay].map(({ kind, id }) => `${kind} ${id}`)).size,
    close(): void {
      isClosed = true;
      const waiting = [...unsent.values(), ...underWay].flatMap((each) => each.waiting);
      for (const { fail } of waiting) fail(new Error(CLOSED));
    },
  };
}

function takeFirst<Value>(values: Map<string, Value>, count: number): readonly Value[] {
  const taken: Value[] = [];
  for (const [name, value] of values) {
    if (taken.length === count) break;
    taken.push(value);
    values.delete(name);
  }
  return taken;
}
