import type { Reason } from './reasons.ts';

/**
 * Names of the channels on which the library publishes, on platforms with `node:diagnostics_channel`.
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export const CHANNELS = Object.freeze({
  /** One `RefusalMessage` each time a token or request is refused; so two, where `authenticate` and `requireAuth` both ask. */
  refusal: 'cognito-guard:refusal',
  /** One `KeysMessage` for each change of a pool's keys and each refresh that failed. */
  keys: 'cognito-guard:keys',
});

/** Holds no token, claim or `kid`. */
export interface RefusalMessage {
  readonly reason: Reason;
  /** Which claim or which slip, where there is more to say than the reason does. */
  readonly cause?: unknown;
}

/** How many keys came and went, or why a refresh failed. */
export type KeysMessage =
  | { readonly type: 'keys_changed'; readonly added: number; readonly removed: number }
  | { readonly type: 'key_refresh_failed'; readonly cause: unknown };

// Asked for in this way because a bundler does not see it. Absent before Node 20.16, in 22.0 to 22.2, and in Workers without Node's modules.
const channelOf = globalThis.process?.getBuiltinModule?.('node:diagnostics_channel')?.channel;
const refusals = channelOf?.(CHANNELS.refusal);
const keys = channelOf?.(CHANNELS.keys);

export function publishRefusal({ reason, cause }: RefusalMessage): void {
  if (refusals?.hasSubscribers) refusals.publish({ reason, ...(cause !== undefined && { cause }) });
}

export function publishKeys(message: KeysMessage): void {
  if (keys?.hasSubscribers) keys.publish(message);
}
