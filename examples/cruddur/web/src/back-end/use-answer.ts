import { useCallback, useState } from 'react';
import type { ApiAnswer } from '../api/call-api.ts';
import { useChoice } from '../session/choice.ts';
import { useSession } from '../session/session.tsx';
import type { SessionState } from '../session/who-is-signed-in.ts';
import { useLatest } from './use-latest.ts';

/** The answer to one request, which is repeated when another token is chosen, or somebody else signs in. */
export function useAnswer<Body>(question: () => Promise<ApiAnswer<Body>>) {
  const { state } = useSession();
  const chosen = useChoice();
  const [seen, setSeen] = useState<{ readonly by: SessionState; readonly answer: ApiAnswer<Body> }>();
  const ask = useCallback(async () => ({ by: state, answer: await question() }), [state, question]);
  const load = useLatest(state.status !== 'loading', chosen, ask, setSeen);
  // What somebody else was answered is gone at once.
  return { answer: seen?.by === state ? seen.answer : undefined, load };
}
