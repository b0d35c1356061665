import { loadMessages, type Message } from '../api/activities.ts';
import { Avatar } from '../components/avatar.tsx';
import { Empty, Loading } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { Refused } from '../components/refused.tsx';
import { ago } from '../components/times.ts';
import { useAnswer } from './use-answer.ts';

const ABOUT = (
  <section className="about">
    <h2>A protected page</h2>
    <p>
      <code>GET /api/messages</code> stands behind <code>requireAuth(verifier)</code>. Without a good access token there
      is no page, only a 401 that says why.
    </p>
    <p>
      Whose messages they are is the verified <code>sub</code>, and nothing that the browser sends.
    </p>
  </section>
);

export function MessagesPage() {
  const { answer, load } = useAnswer(loadMessages);
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
