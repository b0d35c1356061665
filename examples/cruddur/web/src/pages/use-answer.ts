import { useState } from 'react';
import type { ApiAnswer } from '../api/call-api.ts';
import { useSession } from '../session/session.tsx';
import { useLatest } from './use-latest.ts';

/** The answer to one request, which is repeated when somebody signs in or out. */
export function useAnswer<Body>(ask: () => Promise<ApiAnswer<Body>>) {
  const { state } = useSession();
  const [answer, setAnswer] = useState<ApiAnswer<Body>>();
  const load = useLatest(state.status !== 'loading', state.status, ask, setAnswer);
  return { answer, load };
}
