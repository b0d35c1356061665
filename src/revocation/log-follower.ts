import type { ListInside } from './create-revocation-list.ts';
import { createEntryStore } from './entry-store.ts';
import { REDIS_POLICY } from './redis-policy.ts';
import type { KeptEntry } from './revocation-entry.ts';
import { EMPTY, type Position, type RevocationLog } from './revocation-log.ts';

/**
 * Reads the log into the store. The entry at which it stopped is read once more each time: if it is there, nothing before it can be
 * missing. If it is not, the server has lost something, or was away for longer than entries are kept: then everything is
 * read anew, and what the server lacks of ours is added to it.
 */
export function createLogFollower(
  log: RevocationLog,
  { store, accept, now }: Pick<ListInside, 'store' | 'accept' | 'now'>,
) {
  let position: Position = EMPTY;
  let isWhole = false;
  /** What the server has acknowledged to this process, and this process has not found in the log yet. */
  const owed = new Set<Position>();
  /** When the question was asked whose answer brought us to the end of the log: by the clock, and by one that nobody sets. */
  let inStepAt = { time: Number.NEGATIVE_INFINITY, steady: Number.NEGATIVE_INFINITY };

  /** Brings the store in step with the log, and the log with the store. Rejects where the server cannot be asked. */
  async function catchUp(): Promise<void> {
    // At an empty log there is no entry that could show a loss.
    const canReadOn = isWhole && position !== EMPTY;
    if (!canReadOn || !(await readOn(accept))) await readAll();
  }

  /** Reads up to the end of the log. False if something is gone. */
  async function readOn(take: (entry: KeptEntry) => void): Promise<boolean> {
    const askedAt = { time: now(), steady: performance.now() };
    const expected = [...owed];
    const page = await log.page(position);
    if (position !== EMPTY && page[0]?.position !== position) return false;
    for (const each of page) {
      take(each.entry);
      owed.delete(each.position);
    }
    position = page.at(-1)?.position ?? EMPTY;
    if (page.length === REDIS_POLICY.page) return readOn(take);
    if (!(await hasAll(expected))) return false;
    inStepAt = askedAt;
    return true;
  }

  /** An entry may have been lost before it was read, with others added in its place. */
  async function hasAll(expected: readonly Position[]): Promise<boolean> {
    for (const each of expected) {
      if (owed.has(each) && !(await log.has(each))) return false;
      owed.delete(each);
    }
    return true;
  }

  async function readAll(): Promise<void> {
    const at = Math.floor(now() / 1000);
    store.forgetAllOver(at);
    const onServer = createEntryStore();
    const ours = store.all();
    let lacking: readonly KeptEntry[] = [];
    [position, isWhole] = [EMPTY, false];
    owed.clear();
    function takeBoth(entry: KeptEntry): void {
      onServer.add(entry, at);
      accept(entry);
    }
    do {
      if (!(await readOn(takeBoth))) return readAll();
      const stillLacking = lacking.filter((entry) => onServer.isNews(entry, at));
      const room = REDIS_POLICY.batch - stillLacking.length;
      lacking = [...stillLacking, ...takeSome(ours, room, (entry) => onServer.isNews(entry, at))];
      // All processes do the same at the same time. Whoever is the first adds; the others read that before they add what is left.
      if (lacking.length > 0) await log.append(lacking, position);
    } while (lacking.length > 0);
    isWhole = true;
  }

  return {
    catchUp,
    position: () => position,
    /** The larger by two clocks: one may be set back, and the other may stand still while the machine sleeps. */
    ageMs: () => Math.max(Math.abs(now() - inStepAt.time), performance.now() - inStepAt.steady),
    /** The server has acknowledged an entry at this position, so it must be found there. */
    expect: (acknowledged: Position) => void owed.add(acknowledged),
  };
}

/** The next ones that are wanted. */
function takeSome(
  entries: Generator<KeptEntry, undefined>,
  most: number,
  isWanted: (entry: KeptEntry) => boolean,
): KeptEntry[] {
  const taken: KeptEntry[] = [];
  while (taken.length < most) {
    const { value } = entries.next();
    if (value === undefined) break;
    if (isWanted(value)) taken.push(value);
  }
  return taken;
}
