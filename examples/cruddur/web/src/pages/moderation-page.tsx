import { useState } from 'react';
import { type Crud, loadModeration, type Removal, removeCrud } from '../api/activities.ts';
import { CrudCard } from '../components/crud-card.tsx';
import { Empty, ErrorNotice, Loading } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { Refused } from '../components/refused.tsx';
import { ago } from '../components/times.ts';
import { useAnswer } from './use-answer.ts';

const ABOUT = (
  <section className="about">
    <h2>For moderators</h2>
    <p>
      This page stands behind <code>{"requireAuth(verifier, { groups: ['moderators'] })"}</code>. A good token without
      the group gets a 403: signing in again would not help.
    </p>
    <p>
      The group is in the claim <code>cognito:groups</code> from the next sign-in on.
    </p>
  </section>
);

export function ModerationPage() {
  const { answer, load } = useAnswer(loadModeration);
  const [problem, setProblem] = useState<string>();

  async function remove(id: string) {
    const { status, body } = await removeCrud(id);
    setProblem(status === 204 ? undefined : (body.error_description ?? 'That did not work.'));
    load();
  }

  return (
    <Page title="Moderation" aside={ABOUT}>
      {answer === undefined && <Loading what="the cruds" />}
      {answer !== undefined && answer.status !== 200 && <Refused answer={answer} onRetry={load} />}
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
      {answer?.status === 200 && (
        <>
          <CrudsToModerate cruds={answer.body.cruds} onRemove={remove} />
          <Removals removals={answer.body.removals} />
        </>
      )}
    </Page>
  );
}

function CrudsToModerate({ cruds, onRemove }: { cruds: readonly Crud[]; onRemove: (id: string) => void }) {
  return (
    <section aria-label="Cruds" className="feed">
      {cruds.map((crud) => (
        <CrudCard key={crud.id} crud={crud}>
          <button
            type="button"
            className="link-button danger"
            aria-label={`Remove the crud of ${crud.name}: ${crud.text}`}
            onClick={() => onRemove(crud.id)}
          >
            Remove
          </button>
        </CrudCard>
      ))}
    </section>
  );
}

function Removals({ removals }: { removals: readonly Removal[] }) {
  return (
    <section className="removals" aria-labelledby="removals-title">
      <h2 id="removals-title">Removed</h2>
      {removals.length === 0 && <Empty>Nothing has been removed.</Empty>}
      <ul>
        {removals.map(({ id, text, author, removed_by, removed_at }) => (
          <li key={id}>
            <q>{text}</q> by {author}, removed by {removed_by} {ago(removed_at)}
          </li>
        ))}
      </ul>
    </section>
  );
}
