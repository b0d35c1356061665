import { confirmResetPassword, resetPassword } from '@aws-amplify/auth';
import { Link, useNavigate } from 'react-router-dom';
import { AuthCard } from '../components/auth-card.tsx';
import { CodeField, Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { InboxSlot } from '../components/inbox-slot.tsx';
import { StatusNotice } from '../components/notices.tsx';
import { PASSWORD_HINT, unmetPasswordRules } from '../components/password-rules.ts';
import { useFocusOnChange } from '../components/use-focus-on-change.ts';
import { carry, useCarried } from './carried.ts';

export function RecoverPage() {
  const { email, from, codeSent } = useCarried();
  const navigate = useNavigate();
  useFocusOnChange(codeSent);
  if (codeSent) return <NewPassword email={email} from={from} />;
  return (
    <AuthCard
      title="Recover your password"
      lead="We send a code to your e-mail address."
      foot={<BackToSignIn from={from} />}
    >
      <Form
        label="Recover your password"
        submit="Send the code"
        busy="Sending…"
        action={async (value) => {
          await resetPassword({ username: value('email') });
          navigate('/recover', carry({ email: value('email'), from, codeSent: true }));
          return undefined;
        }}
      >
        <Field label="E-mail" name="email" type="email" autoComplete="username" defaultValue={email} />
      </Form>
    </AuthCard>
  );
}

function NewPassword({ email, from }: { email: string; from: string }) {
  const navigate = useNavigate();
  return (
    <AuthCard title="Choose a new password" foot={<BackToSignIn from={from} />}>
      <StatusNotice>If {email} is one of ours, a code is on its way to it.</StatusNotice>
      <Form
        label="Choose a new password"
        submit="Set the password"
        busy="Saving…"
        action={async (value) => {
          const password = value('password');
          const unmet = unmetPasswordRules(password);
          if (unmet !== undefined) return { password: unmet };
          if (password !== value('again')) return { again: 'The two passwords differ.' };
          await confirmResetPassword({ username: email, confirmationCode: value('code'), newPassword: password });
          navigate('/signin', carry({ email, from, note: 'Your password is changed. Sign in with the new one.' }));
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

function BackToSignIn({ from }: { from: string }) {
  return (
    <Link to="/signin" {...carry({ from })}>
      Back to sign in
    </Link>
  );
}
