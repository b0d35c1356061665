import type { Message } from '../api/activities.ts';
import { BackEndSaw } from '../back-end/back-end-saw.tsx';
import { useBackEnd } from '../back-end/back-end-view.tsx';
import { Avatar } from '../components/avatar.tsx';
import { Empty, Loading } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { Refused } from '../components/refused.tsx';
import { ago } from '../components/times.ts';

const ABOUT = (
  <>
    <BackEndSaw />
    <section className="about">
      <h2>Whose messages?</h2>
      <p>
        Those of the verified <code>sub</code> in the access token, and of nobody whom the browser names.
      </p>
    </section>
  </>
);

export function MessagesPage() {
  const { answers, load } = useBackEnd();
  const answer = answers?.messages;
  return (
    <Page title="Messages" aside={ABOUT}>
      {answer === undefined && <Loading what="your messages" />}
      {answer !== undefined && answer.status !== 200 && <Refused answer={answer} onRetry={load} />}
      {answer?.status === 200 && <MessageList messages={answer.body.messages} />}
    </Page>
  );
}

function MessageList({ messages }: { messages: readonly Message[] }) {
  if (messages.length === 0) return <Empty>No messages yet.</Empty>;
  return (
    <section aria-label="Your messages" className="feed">
      {messages.map(({ id, name, handle, text, created_at }) => (
        <article key={id} className="crud">
          <Avatar name={name} />
          <div className="crud-main">
            <header className="crud-head">
              <span className="name">{name}</span>
              {handle !== null && <span className="handle">@{handle}</span>}
              <time className="crud-age" dateTime={new Date(created_at).toISOString()}>
                {ago(created_at)}
              </time>
            </header>
            <p className="crud-text">{text}</p>
          </div>
        </article>
      ))}
    </section>
  );
}
