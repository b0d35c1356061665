import { confirmSignUp, resendSignUpCode } from '@aws-amplify/auth';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { AuthCard } from '../components/auth-card.tsx';
import { CodeField, Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { InboxSlot } from '../components/inbox-slot.tsx';
import { ErrorNotice, StatusNotice } from '../components/notices.tsx';
import { explainError } from '../session/explain-error.ts';
import { carry, useCarried } from './carried.ts';

const IS_CONFIRMED = 'This address is confirmed already. Please sign in.';
/** By the name of the error that says so: at the code, and (not in every pool) when a new one is asked for. */
const ALREADY_CONFIRMED = { NotAuthorizedException: IS_CONFIRMED, InvalidParameterException: IS_CONFIRMED };

export function ConfirmPage() {
  const carried = useCarried();
  const navigate = useNavigate();
  const [email, setEmail] = useState(carried.email);
  const [note, setNote] = useState(carried.note);
  const [problem, setProblem] = useState<string>();
  const [codesSent, setCodesSent] = useState(0);

  async function resend() {
    setProblem(undefined);
    try {
      await resendSignUpCode({ username: email });
      setNote(`A new code is on its way to ${email}.`);
      setCodesSent((count) => count + 1);
    } catch (error) {
      setNote(undefined);
      setProblem(explainError(error, ALREADY_CONFIRMED));
    }
  }

  return (
    <AuthCard
      title="Confirm your e-mail"
      foot={
        <button type="button" className="link-button" onClick={resend} disabled={email === ''}>
          Send a new code
        </button>
      }
    >
      {note !== undefined && <StatusNotice>{note}</StatusNotice>}
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
      {/* The key makes the form anew for a new code: what was said of the old one is gone, and so is the old one. */}
      <Form
        key={codesSent}
        label="Confirm your e-mail"
        submit="Confirm"
        busy="Confirming…"
        exceptions={ALREADY_CONFIRMED}
        action={async (value) => {
          setNote(undefined);
          setProblem(undefined);
          await confirmSignUp({ username: value('email'), confirmationCode: value('code') });
          const note = 'Your address is confirmed. You can sign in now.';
          navigate('/signin', carry({ email: value('email'), from: carried.from, note }));
          return undefined;
        }}
      >
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <CodeField />
      </Form>
      <InboxSlot email={email} after={codesSent} />
    </AuthCard>
  );
}
