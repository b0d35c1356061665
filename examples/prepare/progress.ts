/** Where the progress is shown: `process.stdout` fits. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/**
 * Shows what is being done, and for how many seconds, on one line that is gone at the end. Where lines cannot be overwritten, as
 * in a log, it is one line without the seconds.
 */
export async function showing<Value>(screen: Screen, what: string, work: Promise<Value>): Promise<Value> {
  if (screen.isTTY !== true) {
    screen.write(`${what}...\n`);
    return work;
  }
  let seconds = 0;
  const draw = () => screen.write(`\r${what}... ${seconds} s`);
  draw();
  const timer = setInterval(() => {
    seconds += 1;
    draw();
  }, 1_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    // Erases the line: ECMA-48, "EL".
    screen.write('\r\u001b[2K');
  }
}
