import { signOut as amplifySignOut } from '@aws-amplify/auth';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Profile, saveProfile } from '../api/activities.ts';
import { onSessionEnded } from '../api/call-as-member.ts';
import { leaveHostedLogin } from './federated.ts';
import { currentTokens } from './tokens.ts';

export type SessionState =
  | { readonly status: 'loading' }
  | { readonly status: 'anonymous'; readonly note?: string }
  /** `profile` is undefined if the back end could not be asked. The member is signed in all the same. */
  | { readonly status: 'member'; readonly profile: Profile | undefined; readonly federated: boolean };

interface Session {
  readonly state: SessionState;
  /** To be called after a sign-in: finds out who is signed in. */
  readonly reload: () => Promise<void>;
  readonly signOut: (where: 'here' | 'everywhere') => Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession is used outside SessionProvider');
  return session;
}

const ENDED = 'Your session has ended. Please sign in again.';

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ status: 'loading' });

  const reload = useCallback(async () => setState(await whoIsSignedIn()), []);

  const signOut = useCallback(
    async (where: 'here' | 'everywhere') => {
      if (state.status === 'member' && state.federated) return leaveHostedLogin();
      await amplifySignOut({ global: where === 'everywhere' });
      setState({
        status: 'anonymous',
        note: where === 'everywhere' ? 'You are signed out on every device.' : 'You are signed out.',
      });
    },
    [state],
  );

  useEffect(() => onSessionEnded(() => setState({ status: 'anonymous', note: ENDED })), []);
  useEffect(() => {
    void reload();
  }, [reload]);

  const session = useMemo(() => ({ state, reload, signOut }), [state, reload, signOut]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Sends the ID token to the back end, which verifies it, stores the name and handle in it, and answers with them. */
async function whoIsSignedIn(): Promise<SessionState> {
  const tokens = await currentTokens().catch(() => 'unreachable' as const);
  if (tokens === undefined) return { status: 'anonymous' };
  if (tokens === 'unreachable') return { status: 'member', profile: undefined, federated: false };
  const { status, body } = await saveProfile();
  if (status === 200) return { status: 'member', profile: body.profile, federated: tokens.federated };
  if (status === 401) return { status: 'anonymous', note: ENDED };
  return { status: 'member', profile: undefined, federated: tokens.federated };
}
