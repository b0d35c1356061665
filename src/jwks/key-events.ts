import { publishKeys } from '../diagnostics.ts';
import type { VerifierEvent } from '../options/verifier-options.ts';

/** Tells of changed keys and failed refreshes, to the user's `onEvent` and on the channel, which gets no `kid`. */
export function createKeyEvents(onEvent: (event: VerifierEvent) => unknown) {
  function tell(event: VerifierEvent): void {
    // In a promise, so that neither a throw nor a rejection of the handler reaches an answer.
    Promise.resolve(event)
      .then(onEvent)
      .catch(() => {});
  }

  return {
    keysChanged(added: readonly string[], removed: readonly string[]): void {
      publishKeys({ type: 'keys_changed', added: added.length, removed: removed.length });
      tell({ type: 'keys_changed', added, removed });
    },
    refreshFailed(cause: unknown): void {
      publishKeys({ type: 'key_refresh_failed', cause });
      tell({ type: 'key_refresh_failed', cause });
    },
  };
}
