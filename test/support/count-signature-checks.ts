import nodeCrypto from 'node:crypto';
import { vi } from 'vitest';

/**
 * Counts the signatures that are checked from now on, by whichever engine: each of them ends in one of these two
 * functions. `vi.restoreAllMocks()` ends the counting.
 */
export function countSignatureChecks() {
  const engines = [vi.spyOn(nodeCrypto, 'verify'), vi.spyOn(crypto.subtle, 'verify')];
  return { count: () => engines.reduce((sum, { mock }) => sum + mock.calls.length, 0) };
}
