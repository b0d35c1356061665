import { Link } from 'react-router-dom';
import type { ApiAnswer } from '../api/call-api.ts';
import { ErrorNotice } from './notices.tsx';

/** By status (0: no answer). What the back end itself says is in the panel of the home page. */
const IN_WORDS: Readonly<Record<number, string>> = {
  0: 'Cruddur cannot be reached at present. Please try again.',
  401: 'You have to be signed in to see this page.',
  403: 'You are signed in, but not in the group that may see this page.',
  503: 'Your sign-in cannot be checked at present. You are still signed in: please try again.',
};

/** Shown in place of a refused page. After a 401 it offers to sign in, after a 403 nothing, otherwise to try again. */
export function Refused({ answer, onRetry }: { answer: ApiAnswer<object>; onRetry: () => void }) {
  const { status, body } = answer;
  return (
    <ErrorNotice>
      <p>{IN_WORDS[status] ?? 'Something went wrong on our side. Please try again.'}</p>
      {body.reason !== undefined && (
        <p className="refused-detail">
          <span className="http">{status}</span>
          <code className="reason">{body.reason}</code>
        </p>
      )}
      {status === 401 && (
        <Link to="/signin" className="button">
          Sign in
        </Link>
      )}
      {status !== 401 && status !== 403 && (
        <button type="button" className="button button-quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </ErrorNotice>
  );
}
