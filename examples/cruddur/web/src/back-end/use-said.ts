import { useEffect, useRef, useState } from 'react';
import type { Sending } from '../session/tokens-to-send.ts';

/** What is to be said of one request. It is about the token that was sent: gone with another choice, and not said if it comes after that. */
export function useSaid<Words>(sending: Sending): [said: Words | undefined, say: (words: Words | undefined) => void] {
  const [said, setSaid] = useState<Words>();
  const current = useRef(sending);

  useEffect(() => {
    current.current = sending;
    setSaid(undefined);
  }, [sending]);

  function say(words: Words | undefined): void {
    if (current.current === sending) setSaid(words);
  }
  return [said, say];
}
