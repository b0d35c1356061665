const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * Every age, gap and limit of the pool's keys. The age of a key set is the time since the request that brought it was
 * started. Milliseconds, where nothing else is said. Two more are options of the user: `keys.maxStaleSeconds`, after
 * which old keys serve no more, and `keys.fetchTimeoutMs`, the deadline of one attempt to fetch.
 */
export const KEY_POLICY = Object.freeze({
  // How long a key is still trusted after the pool has removed it: to `softAge` and one round trip on a busy server, to
  // `hardAge` on an idle one, to `keys.maxStaleSeconds` (24 hours by default) while the endpoint is down.
  /** From this age on, a request starts a refresh in the background and goes on with the key in hand. */
  softAge: 5 * MINUTE,
  /** From this age on, a request waits for the refresh; only if that fails does the old key serve. */
  hardAge: 15 * MINUTE,
  /** After a failed attempt the endpoint counts as down for this long, and nobody waits: old keys serve at once. */
  downAfterFailure: 5 * MINUTE,
  /** A clock that was set back by more than this makes the set as old as `hardAge`, and opens the gate. */
  smallestClockChange: 10 * SECOND,

  // When a fetch may start: not within the gap after the start of the last one. Until then callers share that one.
  /** Added to the deadline: an attempt that is pending for longer was frozen with its process, and is abandoned. */
  frozenAfterDeadline: 1 * SECOND,
  /** After an attempt that an unknown `kid` had asked for, and after a failed one while old keys serve. */
  gap: 10 * SECOND,
  /** After a failed attempt without usable keys: doubled with each further failure, up to `gap`. */
  firstGapWithoutKeys: 1 * SECOND,

  // How a caller waits for an attempt that another caller has started.
  /** The heartbeat: an attempt beats this often for as long as the request that started it is alive. */
  beat: 100,
  /** A caller that sees no new beat for this long takes over: on Workers an attempt dies with its request. */
  noBeatFor: 500,
  /** An attempt that can die with its request, and has shown no beat for this long, does not keep the gate closed. */
  silentFor: 1 * SECOND,
  /** Added to the deadline, so that an attempt that fails by it can tell its callers why. */
  waitAfterDeadline: 100,

  // How many callers may wait for one attempt.
  /** Callers with an unknown `kid` while keys are usable: strangers can make as many as they like. */
  mostWaitingForUnknownKid: 1_000,
  /** All others: the process has no keys, or none that are young enough. A waiting caller costs about a kilobyte and what its token does. */
  mostWaiting: 10_000,

  // What may be in a key set.
  /** Largest body to read, in bytes, counted after decompression. Cognito's key set has about 1,000. */
  maxBodyBytes: 65_536,
  minModulusBits: 2_048,
  maxModulusBits: 4_096,
  /** Characters. Cognito's have 44. */
  maxKidLength: 256,
});
