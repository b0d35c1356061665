import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { AuthCard } from '../components/auth-card.tsx';
import { ErrorNotice, Loading } from '../components/notices.tsx';
import { finishHostedLogin } from '../session/federated.ts';
import { useSession } from '../session/session.tsx';

/** Where the hosted login page sends the browser back to, with an authorization code. */
export function CallbackPage() {
  const { reload } = useSession();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string>();
  // React runs effects twice in development, but the code can be used only once.
  const isStarted = useRef(false);

  useEffect(() => {
    if (isStarted.current) return;
    isStarted.current = true;
    finishHostedLogin()
      .then(async (from) => {
        await reload();
        navigate(from, { replace: true });
      })
      .catch(() => setProblem('The hosted login page did not sign you in. Please try again.'));
  }, [navigate, reload]);

  return (
    <AuthCard title="Signing you in">
      {problem === undefined ? <Loading what="your account" /> : <ErrorNotice>{problem}</ErrorNotice>}
      {problem !== undefined && <Link to="/signin">Back to sign in</Link>}
    </AuthCard>
  );
}
