import { createRevocationList } from '../../../src/revocation/create-revocation-list.ts';
import type { RevocationEntry } from '../../../src/revocation/revocation-entry.ts';
import { collectedHeap } from '../../support/collected-heap.ts';

/** What each of that many entries takes in the memory of a process. */
export async function bytesPerEntry(entries: number, entryOf: (id: string) => RevocationEntry): Promise<number> {
  const list = createRevocationList({ max: entries });
  const before = await collectedHeap();
  for (let number = 0; number < entries; number += 1) await list.revoke(entryOf(uuidOf(number)));
  const bytes = (await collectedHeap()) - before;
  // Asked last, so that the list is still there when its memory is measured.
  if (list.size !== entries) throw new Error('The list does not hold all entries');
  return bytes / entries;
}

/** As long as Cognito's identifiers are, and flat in memory, as they come off a wire. */
const uuidOf = (number: number) =>
  Buffer.from(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`).toString('latin1');
