const SECOND = 1_000;

/** Every time and limit of following a Redis server. Milliseconds, where nothing else is said. */
export const REDIS_POLICY = Object.freeze({
  /** The server holds a question for news so long, and then says that there is none: so knowledge is never much older. */
  newsWithin: 1 * SECOND,
  /** Any other answer comes within this time, or the connection counts as dead and is replaced. */
  answerWithin: 3 * SECOND,
  /** After a failure, before the next attempt. */
  retryAfter: 250,
  /** A caller of `revoke` is not kept waiting for longer. */
  acknowledgeWithin: 5 * SECOND,
  /** Knowledge of this age is what a healthy connection has at most. */
  freshFor: 3 * SECOND,
  /** Entries read with one command. */
  page: 1_000,
  /** Entries sent with one command. The server does nothing else meanwhile. */
  batch: 500,
});
