import { confirmSignIn, type SignInOutput, signIn, signOut } from '@aws-amplify/auth';
import { useState } from 'react';
import { Link, Navigate, useNavigate } from 'react-router-dom';
import { AuthCard } from '../components/auth-card.tsx';
import { CodeField, Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { SessionNotice, StatusNotice } from '../components/notices.tsx';
import { PASSWORD_HINT, unmetPasswordRules } from '../components/password-rules.ts';
import { useFocusOnChange } from '../components/use-focus-on-change.ts';
import { forgetHostedLogin, hasHostedLogin, startHostedLogin } from '../session/federated.ts';
import { useSession } from '../session/session.tsx';
import { carry, useCarried } from './carried.ts';

type Step = SignInOutput['nextStep']['signInStep'];

export function SignInPage() {
  const carried = useCarried();
  const { from } = carried;
  const { state, reload } = useSession();
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>();
  const [email, setEmail] = useState(carried.email);
  useFocusOnChange(step);

  async function proceed(username: string, { nextStep }: SignInOutput) {
    if (nextStep.signInStep === 'DONE') {
      // One browser has one session: that of the hosted login, begun in another tab meanwhile, would hide this one.
      await forgetHostedLogin();
      return reload();
    }
    setEmail(username);
    if (nextStep.signInStep === 'CONFIRM_SIGN_UP') {
      navigate('/confirm', carry({ email: username, from, note: 'Please confirm your e-mail address first.' }));
      return;
    }
    setStep(nextStep.signInStep);
  }

  const told = state.status === 'anonymous' ? state.note : undefined;
  const [toldBefore] = useState(told);
  // What the page before passed on is newer than what was told on arrival, and older than what a sign-in here ended with.
  const isNewer = told !== toldBefore || carried.note === undefined;
  if (state.status === 'member') return <Navigate to={from} replace />;
  if (step === 'CONFIRM_SIGN_IN_WITH_TOTP_CODE')
    return <TotpStep onDone={(output) => proceed(email, output)} onRestart={() => setStep(undefined)} />;
  if (step === 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED') {
    return <NewPasswordStep onDone={(output) => proceed(email, output)} />;
  }
  return (
    <AuthCard
      title="Sign in"
      foot={
        <>
          <Link to="/recover" {...carry({ from })}>
            Forgot your password?
          </Link>
          <span>
            New here?{' '}
            <Link to="/signup" {...carry({ from })}>
              Sign up
            </Link>
          </span>
        </>
      }
    >
      {isNewer ? (
        told !== undefined && <SessionNotice>{told}</SessionNotice>
      ) : (
        <StatusNotice>{carried.note}</StatusNotice>
      )}
      {step !== undefined && <StatusNotice>This step is not part of Cruddur: {step}</StatusNotice>}
      <PasswordStep email={email} onDone={proceed} />
      {hasHostedLogin && (
        <>
          <p className="or">or</p>
          <button type="button" className="button button-quiet" onClick={() => startHostedLogin(from)}>
            Continue at the hosted login page
          </button>
        </>
      )}
    </AuthCard>
  );
}

function PasswordStep({
  email,
  onDone,
}: {
  email: string;
  onDone: (email: string, output: SignInOutput) => Promise<void>;
}) {
  return (
    <Form
      label="Sign in"
      submit="Sign in"
      busy="Signing in…"
      action={async (value) => {
        const credentials = { username: value('email'), password: value('password') };
        await onDone(credentials.username, await signInAnew(credentials));
        return undefined;
      }}
    >
      <Field label="E-mail" name="email" type="email" autoComplete="username" defaultValue={email} />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
    </Form>
  );
}

/** Amplify refuses to sign in while it still holds the tokens of a session that has ended. */
async function signInAnew(credentials: { username: string; password: string }): Promise<SignInOutput> {
  try {
    return await signIn(credentials);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UserAlreadyAuthenticatedException') throw error;
    await signOut();
    return signIn(credentials);
  }
}

interface TotpStepProps {
  readonly onDone: (output: SignInOutput) => Promise<void>;
  readonly onRestart: () => void;
}

function TotpStep({ onDone, onRestart }: TotpStepProps) {
  return (
    <AuthCard
      title="Two-step sign-in"
      lead="Type the code that your authenticator app shows now."
      foot={
        <button type="button" className="link-button" onClick={onRestart}>
          Start again
        </button>
      }
    >
      <Form
        label="Two-step sign-in"
        submit="Continue"
        busy="Checking…"
        exceptions={{ NotAuthorizedException: 'This sign-in took too long, or too many tries. Please start again.' }}
        action={async (value) => {
          await onDone(await confirmSignIn({ challengeResponse: value('code') }));
          return undefined;
        }}
      >
        <CodeField label="Code of the app" />
      </Form>
    </AuthCard>
  );
}

function NewPasswordStep({ onDone }: { onDone: (output: SignInOutput) => Promise<void> }) {
  return (
    <AuthCard title="Choose a password" lead="Your password was a temporary one. Choose your own.">
      <Form
        label="Choose a password"
        submit="Continue"
        busy="Saving…"
        action={async (value) => {
          const unmet = unmetPasswordRules(value('password'));
          if (unmet !== undefined) return { password: unmet };
          await onDone(await confirmSignIn({ challengeResponse: value('password') }));
          return undefined;
        }}
      >
        <Field label="New password" name="password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} />
      </Form>
    </AuthCard>
  );
}
