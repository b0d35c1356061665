import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ChangePassword } from '../components/change-password.tsx';
import { ErrorNotice, Loading } from '../components/notices.tsx';
import { Page } from '../components/page.tsx';
import { Refused } from '../components/refused.tsx';
import { TwoStep } from '../components/two-step.tsx';
import { useSession } from '../session/session.tsx';

const ABOUT = (
  <section className="about">
    <h2>What signing out can do</h2>
    <p>
      Signing out everywhere ends all refresh tokens at the pool. Access tokens that are out already stay good for a
      back end that checks them offline, until they expire: that is how Cognito works, here and on AWS.
    </p>
  </section>
);

const NOT_SIGNED_IN = {
  status: 401,
  body: {},
  challenge: undefined,
};

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
          <TwoStep />
          <ChangePassword />
          <SignOutEverywhere />
        </div>
      )}
    </Page>
  );
}

function SignOutEverywhere() {
  const { signOut } = useSession();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function leave() {
    setBusy(true);
    try {
      await signOut('everywhere');
      navigate('/');
    } catch {
      setProblem('That did not work. Please try again.');
      setBusy(false);
    }
  }

  return (
    <section className="section" aria-labelledby="everywhere-title">
      <h2 id="everywhere-title">Sign out everywhere</h2>
      <p>Ends your sessions on all devices, this one too.</p>
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
      <button type="button" className="button button-danger" onClick={leave} disabled={isBusy}>
        {isBusy ? 'Signing out…' : 'Sign out everywhere'}
      </button>
    </section>
  );
}
