/** Gives what the promise gives, or rejects with the message when it has not settled after so many milliseconds. */
export async function beforeDeadline<Value>(
  ms: number,
  pending: Value | PromiseLike<Value>,
  late: string,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(late)), ms);
  });
  try {
    // The race handles both promises, so a rejection that comes late is not unhandled.
    return await Promise.race([pending, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
