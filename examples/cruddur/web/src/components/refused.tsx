import { Link, useLocation } from 'react-router-dom';
import type { ApiAnswer } from '../api/call-api.ts';
import { useSession } from '../session/session.tsx';
import { ErrorNotice } from './notices.tsx';
import { focusPage } from './use-focus-on-change.ts';

/** By the reason of the back end or, where nobody answered, by our own word for it. */
const BY_REASON: Readonly<Record<string, string>> = {
  unreachable: 'The back end is down. Please try again.',
  pool_unreachable: 'The user pool cannot be reached, so your tokens cannot be renewed. Please try again.',
  keys_unavailable:
    'The back end cannot fetch the keys of the user pool, so it can check nobody’s token. Please try again.',
  revocation_unavailable:
    'The back end cannot find out who was signed out, so it lets nobody in. That is its own outage. Please try again.',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  403: 'You are signed in, but not in the group that may see this page.',
  503: 'The back end cannot answer at present. Please try again.',
};

function inWords({ status, body }: ApiAnswer<object>, isMember: boolean): string {
  const known = BY_REASON[body.reason ?? body.error ?? ''] ?? BY_STATUS[status];
  const isOutage = status === 0 || status >= 500;
  if (known !== undefined) return isOutage && isMember ? `${known} You are still signed in.` : known;
  if (status !== 401) return 'Something went wrong on our side. Please try again.';
  return isMember
    ? 'The back end refused the token that was sent, so there is no page.'
    : 'You have to be signed in to see this page.';
}

/** Shown in place of a refused page: what happened, with status, reason and challenge, and what can be done. */
export function Refused({ answer, onRetry }: { answer: ApiAnswer<object>; onRetry: () => void }) {
  const { state } = useSession();
  const { pathname } = useLocation();
  const isMember = state.status === 'member';
  return (
    <ErrorNotice>
      <p>{inWords(answer, isMember)}</p>
      <RefusalDetail answer={answer} />
      {answer.status === 401 && !isMember && (
        <Link to="/signin" state={{ from: pathname }} className="button">
          Sign in
        </Link>
      )}
      {answer.status !== 401 && answer.status !== 403 && (
        <button
          type="button"
          className="button button-quiet"
          onClick={() => {
            onRetry();
            // The button that had the focus goes with the refusal.
            focusPage();
          }}
        >
          Try again
        </button>
      )}
    </ErrorNotice>
  );
}

/** Status, reason and challenge as they came. */
export function RefusalDetail({ answer: { status, body, challenge } }: { answer: ApiAnswer<object> }) {
  return (
    <>
      <p className="refused-detail">
        <span className="http">{status === 0 ? 'no answer' : status}</span>
        {body.reason !== undefined && <code className="reason">{body.reason}</code>}
      </p>
      {challenge !== undefined && <code className="challenge">WWW-Authenticate: {challenge}</code>}
    </>
  );
}
