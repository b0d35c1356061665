import { confirmResetPassword, resetPassword } from '@aws-amplify/auth';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { AuthCard } from '../components/auth-card.tsx';
import { CodeField, Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { InboxSlot } from '../components/inbox-slot.tsx';
import { StatusNotice } from '../components/notices.tsx';
import { carry, useCarried } from './carried.ts';
import { PASSWORD_HINT } from './sign-up-page.tsx';

export function RecoverPage() {
  const carried = useCarried();
  const [codeFor, setCodeFor] = useState<string>();
  if (codeFor !== undefined) return <NewPassword email={codeFor} />;
  return (
    <AuthCard
      title="Recover your password"
      lead="We send a code to your e-mail address."
      foot={<Link to="/signin">Back to sign in</Link>}
    >
      <Form
        label="Recover your password"
        submit="Send the code"
        busy="Sending…"
        action={async (value) => {
          await resetPassword({ username: value('email') });
          setCodeFor(value('email'));
          return undefined;
        }}
      >
        <Field label="E-mail" name="email" type="email" autoComplete="username" defaultValue={carried.email} />
      </Form>
    </AuthCard>
  );
}

function NewPassword({ email }: { email: string }) {
  const navigate = useNavigate();
  return (
    <AuthCard title="Choose a new password" foot={<Link to="/signin">Back to sign in</Link>}>
      <StatusNotice>If {email} is one of ours, a code is on its way to it.</StatusNotice>
      <Form
        label="Choose a new password"
        submit="Set the password"
        busy="Saving…"
        action={async (value) => {
          if (value('password') !== value('again')) return 'The two passwords differ.';
          await confirmResetPassword({
            username: email,
            confirmationCode: value('code'),
            newPassword: value('password'),
          });
          navigate('/signin', carry(email, 'Your password is changed. Sign in with the new one.'));
          return undefined;
        }}
      >
        <CodeField />
        <Field label="New password" name="password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} />
        <Field label="New password again" name="again" type="password" autoComplete="new-password" />
      </Form>
      <InboxSlot email={email} after={0} />
    </AuthCard>
  );
}
