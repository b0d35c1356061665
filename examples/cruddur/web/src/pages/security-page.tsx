import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { ApiAnswer } from '../api/call-api.ts';
import { useSaid } from '../back-end/use-said.ts';
import { ChangePassword } from '../components/change-password.tsx';
import { ErrorNotice, Loading } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { RefusalDetail, Refused } from '../components/refused.tsx';
import { TwoStep } from '../components/two-step.tsx';
import { useChoice } from '../session/choice.ts';
import { useSession } from '../session/session.tsx';

const ABOUT = (
  <section className="about">
    <h2>What signing out can do</h2>
    <p>
      Signing out everywhere ends all refresh tokens at the pool. Access tokens that are out stay good for a back end
      that checks them offline, until they expire: that is how Cognito works, here and on AWS.
    </p>
    <p>
      So this back end is told as well. It keeps a list, which <code>isRevoked</code> asks for every token: from the
      next request on, all that you had are refused.
    </p>
  </section>
);

const NOT_SIGNED_IN: ApiAnswer<object> = { status: 401, body: {}, challenge: undefined };

export function SecurityPage() {
  const { state } = useSession();
  return (
    <Page title="Security" aside={ABOUT}>
      {state.status === 'loading' && <Loading what="your account" />}
      {state.status === 'anonymous' && <Refused answer={NOT_SIGNED_IN} onRetry={() => undefined} />}
      {state.status === 'member' && state.federated && (
        <p className="empty">
          You came in by the hosted login page. Your token has no scope to change the account: that is done where it is
          kept.
        </p>
      )}
      {state.status === 'member' && !state.federated && (
        <div className="sections">
          <p className="section hint">
            Two-step sign-in and the password are the user pool’s own affair. It is asked with your access token,
            whatever is chosen above.
          </p>
          <TwoStep />
          <ChangePassword />
          <SignOutEverywhere />
        </div>
      )}
    </Page>
  );
}

function SignOutEverywhere() {
  const { signOutEverywhere } = useSession();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useSaid<ReactNode>(useChoice());

  async function leave() {
    if (isBusy) return;
    setBusy(true);
    try {
      const refusal = await signOutEverywhere();
      if (refusal === undefined) return navigate('/');
      setProblem(
        <>
          <p>The back end refused. You are still signed in everywhere.</p>
          <RefusalDetail answer={refusal} />
        </>,
      );
    } catch {
      setProblem('The user pool cannot be reached. You are still signed in everywhere: please try again.');
    }
    setBusy(false);
  }

  return (
    <section className="section" aria-labelledby="everywhere-title">
      <h2 id="everywhere-title">Sign out everywhere</h2>
      <p>Ends your sessions on all devices, this one too, at once.</p>
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
      <button type="button" className="button button-danger" onClick={leave} aria-disabled={isBusy}>
        {isBusy ? 'Signing out…' : 'Sign out everywhere'}
      </button>
    </section>
  );
}
