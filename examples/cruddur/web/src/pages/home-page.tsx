import { useState } from 'react';
import type { Home } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { BackEndSaw } from '../components/back-end-saw.tsx';
import { Compose } from '../components/compose.tsx';
import { CrudCard } from '../components/crud-card.tsx';
import { JoinCard } from '../components/join-card.tsx';
import { Empty, Loading, StatusNotice } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { Refused } from '../components/refused.tsx';
import { useSession } from '../session/session.tsx';
import { useBackEnd } from './use-back-end.ts';

export function HomePage() {
  const { state } = useSession();
  const { sending, send, view, load } = useBackEnd(state.status);
  const [note, setNote] = useState<string>();
  const isMember = state.status === 'member';

  function showPosted() {
    setNote('Your crud is out.');
    load();
  }

  const aside = (
    <>
      {state.status === 'anonymous' && <JoinCard />}
      <BackEndSaw home={view?.home} messages={view?.messages} sending={sending} isMember={isMember} onSend={send} />
    </>
  );
  return (
    <Page title="Home" aside={aside}>
      {state.status === 'anonymous' && state.note !== undefined && <StatusNotice>{state.note}</StatusNotice>}
      {isMember && <Compose onPosted={showPosted} />}
      {note !== undefined && <StatusNotice>{note}</StatusNotice>}
      <Feed home={view?.home} onRetry={load} />
    </Page>
  );
}

function Feed({ home, onRetry }: { home: ApiAnswer<Home> | undefined; onRetry: () => void }) {
  if (home === undefined) return <Loading what="the feed" />;
  const { cruds } = home.body;
  if (cruds === undefined) return <Refused answer={home} onRetry={onRetry} />;
  if (cruds.length === 0) return <Empty>Nothing here: every crud has expired. Time for a new one.</Empty>;
  return (
    <section aria-label="Cruds" className="feed">
      {cruds.map((crud) => (
        <CrudCard key={crud.id} crud={crud} />
      ))}
    </section>
  );
}
