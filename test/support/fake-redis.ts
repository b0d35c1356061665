import type { RedisClientLike } from 'cognito-guard/revocation';

type LogEntry = readonly [id: string, fields: readonly string[]];

/** What may happen to a command on its way. */
export type Mishap = 'request lost' | 'reply lost' | 'doubled' | 'late';

/** What a server takes of each command, as far as its words go. */
const GRAMMARS: Readonly<Record<string, RegExp>> = {
  XREAD: /^COUNT \d+ BLOCK \d+ STREAMS \S+ [\d-]+$/,
  XRANGE: /^\S+ [\d-]+ (\+|[\d-]+)( COUNT \d+)?$/,
  EVAL: / 1 /,
};

const TRAVEL_MS = 1;
const LATE_MS = 400;

/**
 * A Redis server with one stream, in memory and by the clock of the test: as much of it as `followRedis` uses. It can be stopped and
 * emptied, it can lose what came last, and mishaps can be ordered for the next commands.
 */
export function createFakeRedis() {
  let stream: LogEntry[] = [];
  /** No restart takes less than a millisecond, so no two entries ever get the same identifier. */
  let notBefore = 0;
  let isUp = true;
  let isHanging = false;
  let answer: ((parts: readonly string[]) => unknown) | undefined;
  const mishaps: Mishap[] = [];
  const commands: string[][] = [];
  const cuts = new Set<() => void>();
  const listeners = new Set<() => void>();

  const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const numbersOf = (id: string) => id.split('-').map(Number);
  const isLater = (id: string, other: string) => {
    const [[time = 0, count = 0], [otherTime = 0, otherCount = 0]] = [numbersOf(id), numbersOf(other)] as [
      number[],
      number[],
    ];
    return time === otherTime ? count > otherCount : time > otherTime;
  };
  const newest = () => stream.at(-1)?.[0] ?? '0-0';

  function add(fields: readonly string[]): string {
    const [time = 0, count = 0] = numbersOf(newest());
    const now = Math.max(Date.now(), notBefore);
    const id = now > time ? `${now}-0` : `${time}-${count + 1}`;
    stream.push([id, fields]);
    for (const listener of listeners) listener();
    return id;
  }

  function keepFirst(count: number): void {
    stream = stream.slice(0, count);
    notBefore = Date.now() + 1;
  }

  /** What the script of the log does, said again in another language. */
  function append([onlyAt, kept, ...values]: readonly string[]): string {
    if (onlyAt !== '*' && onlyAt !== newest()) return '0-0';
    // As Redis does: COUNT 0 has no answer that a script can go through.
    if (values.length === 0) throw new Error('ERR bad argument #1 to ipairs');
    let added = '0-0';
    for (let at = 0; at < values.length; at += 4) {
      const [kind = '', id = '', before = '', until = ''] = values.slice(at, at + 4);
      added = add(['kind', kind, 'id', id, 'before', before, 'until', until]);
    }
    const now = Math.floor(Date.now() / 1000);
    const isOld = ([id]: LogEntry) => (numbersOf(id)[0] ?? 0) <= (now - Number(kept)) * 1000;
    for (const old of stream.filter(isOld).slice(0, values.length / 2)) {
      if (Number(old[1][7]) + 7_200 > now) add(old[1]);
      stream = stream.filter((each) => each !== old);
    }
    return added;
  }

  async function waitForNews(position: string, ms: number): Promise<unknown> {
    let wake: () => void = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    listeners.add(wake);
    if (isLater(newest(), position)) wake();
    await Promise.race([woken, after(ms)]);
    listeners.delete(wake);
    return isLater(newest(), position) ? [['stream', []]] : null;
  }

  function run(parts: readonly string[]): unknown {
    const own = answer?.(parts);
    if (own !== undefined) return own;
    const [name, ...values] = parts;
    const grammar = GRAMMARS[name ?? ''];
    if (grammar === undefined || !grammar.test(values.map((value) => value.slice(0, 8)).join(' '))) {
      throw new Error('ERR syntax error');
    }
    if (name === 'XREAD') return waitForNews(values[6] ?? '', Number(values[3]));
    if (name === 'EVAL') return append(values.slice(3));
    const [, from = '', to = '', , count] = values;
    const isInRange = ([id]: LogEntry) => (id === from || isLater(id, from)) && (to === '+' || !isLater(id, to));
    return stream.filter(isInRange).slice(0, count === undefined ? undefined : Number(count));
  }

  async function execute(parts: string[]): Promise<unknown> {
    commands.push(parts);
    const mishap = mishaps.shift();
    if (!isUp) throw new Error('connect ECONNREFUSED');
    if (isHanging) return new Promise(() => {});
    let cut: (error: Error) => void = () => {};
    const closed = new Promise<never>((_, fail) => {
      cut = fail;
    });
    const close = () => cut(new Error('Socket closed'));
    cuts.add(close);
    async function travel(): Promise<unknown> {
      await after(mishap === 'late' ? LATE_MS : TRAVEL_MS);
      if (mishap === 'request lost') throw new Error('Socket closed');
      if (!isUp) throw new Error('Socket closed');
      const reply = await run(parts);
      if (mishap === 'doubled') await run(parts);
      if (mishap === 'reply lost') throw new Error('Socket closed');
      await after(TRAVEL_MS);
      return reply;
    }
    try {
      return await Promise.race([travel(), closed]);
    } finally {
      cuts.delete(close);
    }
  }

  const overrides: (object | undefined)[] = [];
  const counts = { opened: 0, ended: 0, errorListeners: 0 };
  const errorListeners: ((error: Error) => void)[] = [];
  const on = (event: 'error', listener: (error: Error) => void) => {
    if (event !== 'error') throw new Error(`Nobody listens to ${event}`);
    counts.errorListeners += 1;
    errorListeners.push(listener);
  };
  const open = (given: object | undefined) => {
    overrides.push(given);
    counts.opened += 1;
  };
  const end = () => {
    counts.ended += 1;
  };

  return {
    /** Counts of connections. */
    counts,
    /** What the connections were asked to do otherwise than the client, of each. */
    overrides,
    /** All commands that were sent, whatever became of them. */
    commands,
    /** What the stream holds: kind and identifier. */
    stored: () => stream.map(([, fields]) => `${fields[1]} ${fields[3]}`),
    mishapsToCome: (...ordered: readonly Mishap[]) => void mishaps.push(...ordered),
    /** Answers in the server's place, where it gives something. */
    answerBy: (given: typeof answer) => {
      answer = given;
    },
    stop(): void {
      isUp = false;
      for (const close of cuts) close();
      for (const listener of errorListeners) listener(new Error('Socket closed'));
    },
    start: () => {
      isUp = true;
    },
    /** Takes commands, and never answers: paused, or behind a network that swallows them. */
    hang: (hangs: boolean) => {
      isHanging = hangs;
    },
    empty: () => keepFirst(0),
    lose: (entries: number) => keepFirst(Math.max(0, stream.length - entries)),
    /** An entry that somebody else wrote. */
    write: (fields: readonly string[]) => void add(fields),

    ioRedis: (): RedisClientLike => ({
      duplicate(given) {
        open(given);
        return { on, disconnect: end, call: (name: string, ...values: string[]) => execute([name, ...values]) };
      },
    }),
    nodeRedis: (): RedisClientLike => ({
      duplicate(given) {
        open(given);
        let isConnected = false;
        return {
          on,
          async connect() {
            await after(TRAVEL_MS);
            if (!isUp) throw new Error('connect ECONNREFUSED');
            isConnected = true;
          },
          sendCommand: execute,
          destroy() {
            if (!isConnected) throw new Error('The client is closed');
            end();
          },
        };
      },
    }),
  };
}
