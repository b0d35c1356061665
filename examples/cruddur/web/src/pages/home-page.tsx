import type { Home } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { BackEndSaw } from '../back-end/back-end-saw.tsx';
import { useBackEnd } from '../back-end/back-end-view.tsx';
import { useSaid } from '../back-end/use-said.ts';
import { Compose } from '../components/compose.tsx';
import { CrudCard } from '../components/crud-card.tsx';
import { JoinCard } from '../components/join-card.tsx';
import { Empty, Loading, StatusNotice } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { Refused } from '../components/refused.tsx';
import { useSession } from '../session/session.tsx';

export function HomePage() {
  const { state } = useSession();
  const { answers, sending, load } = useBackEnd();
  const [note, setNote] = useSaid<string>(sending);

  function showPosted() {
    setNote('Your crud is out.');
    load();
  }

  const aside = (
    <>
      {state.status === 'anonymous' && <JoinCard />}
      <BackEndSaw />
    </>
  );
  return (
    <Page title="Home" aside={aside}>
      {state.status === 'member' && <Compose onPosted={showPosted} />}
      {note !== undefined && <StatusNotice>{note}</StatusNotice>}
      <Feed home={answers?.home} onRetry={load} />
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
