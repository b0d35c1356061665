import { type Crud, loadModeration, type Removal, removeCrud, removeMember } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { useAnswer } from '../back-end/use-answer.ts';
import { useSaid } from '../back-end/use-said.ts';
import { CrudCard } from '../components/crud-card.tsx';
import { Empty, ErrorNotice, Loading, StatusNotice } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { Refused } from '../components/refused.tsx';
import { ago } from '../components/times.ts';
import { focusPage } from '../components/use-focus-on-change.ts';
import { useChoice } from '../session/choice.ts';
import { Members } from './members.tsx';

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
    <p>
      Whoever is removed is refused at the next request, by every back end that shares the list of revocations, though
      the token is good for an hour.
    </p>
  </section>
);

export function ModerationPage() {
  const { answer, load } = useAnswer(loadModeration);
  const [outcome, tell] = useSaid<{ readonly done?: string; readonly problem?: string }>(useChoice());

  async function attempt(removing: Promise<ApiAnswer<object>>, done: string) {
    const { status, body } = await removing;
    tell(status === 204 ? { done } : { problem: body.error_description ?? 'That did not work.' });
    load();
    // The button that had it is gone.
    focusPage();
  }

  return (
    <Page title="Moderation" aside={ABOUT}>
      {answer === undefined && <Loading what="the cruds" />}
      {answer !== undefined && answer.status !== 200 && <Refused answer={answer} onRetry={load} />}
      {outcome?.problem !== undefined && <ErrorNotice>{outcome.problem}</ErrorNotice>}
      {outcome?.done !== undefined && <StatusNotice>{outcome.done}</StatusNotice>}
      {answer?.status === 200 && (
        <>
          <CrudsToModerate
            cruds={answer.body.cruds}
            onRemove={(id) => attempt(removeCrud(id), 'The crud is removed.')}
          />
          <Members
            members={answer.body.members}
            onRemove={(sub) => attempt(removeMember(sub), 'The member is kept out for a day.')}
          />
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
