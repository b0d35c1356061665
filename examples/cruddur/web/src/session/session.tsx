import { signOut as amplifySignOut } from '@aws-amplify/auth';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Profile, saveProfile } from '../api/activities.ts';
import { onSessionEnded } from '../api/call-as-member.ts';
import { leaveHostedLogin } from './federated.ts';
import { currentTokens } from './tokens.ts';

export type SessionState =
  | { readonly status: 'loading' }
  | { readonly status: 'anonymous'; readonly note?: string }
  /** No profile: the back end could not be asked. The member is still one. */
  | { readonly status: 'member'; readonly profile: Profile | undefined; readonly federated: boolean };

interface Session {
  readonly state: SessionState;
  /** Looks again who is signed in, after a sign-in. */
  readonly reload: () => Promise<void>;
  readonly signOut: (where: 'here' | 'everywhere') => Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession stands outside SessionProvider');
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

/** Sends the ID token to the back end, once: it stores name and handle from it after verifying, and tells us what it stored. */
async function whoIsSignedIn(): Promise<SessionState> {
  const tokens = await currentTokens().catch(() => 'unreachable' as const);
  if (tokens === undefined) return { status: 'anonymous' };
  if (tokens === 'unreachable') return { status: 'member', profile: undefined, federated: false };
  const { status, body } = await saveProfile();
  if (status === 200) return { status: 'member', profile: body.profile, federated: tokens.federated };
  if (status === 401) return { status: 'anonymous', note: ENDED };
  return { status: 'member', profile: undefined, federated: tokens.federated };
}
