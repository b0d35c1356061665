import type { ReactNode } from 'react';
import { TokenChoice } from '../back-end/token-choice.tsx';
import { useSession } from '../session/session.tsx';
import { SessionNotice } from './notices.tsx';
import { useTitle } from './use-title.ts';

export function Page({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const { state } = useSession();
  useTitle(title);
  return (
    <>
      <main className="page" id="page" tabIndex={-1}>
        <h1 className="page-title">{title}</h1>
        {state.status === 'member' && <TokenChoice />}
        {state.status === 'anonymous' && state.note !== undefined && <SessionNotice>{state.note}</SessionNotice>}
        {children}
      </main>
      {aside !== undefined && (
        <aside className="aside" aria-label="About this page">
          {aside}
        </aside>
      )}
    </>
  );
}
