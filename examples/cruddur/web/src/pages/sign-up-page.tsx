import { signUp } from '@aws-amplify/auth';
import { Link, useNavigate } from 'react-router-dom';
import { AuthCard } from '../components/auth-card.tsx';
import { Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { carry } from './carried.ts';

export const PASSWORD_HINT = 'At least 8 characters: upper and lower case, a number and a symbol.';

export function SignUpPage() {
  const navigate = useNavigate();
  return (
    <AuthCard
      title="Sign up"
      lead="Cruds are short, and they expire. So does your patience with forms: there are four fields."
      foot={
        <span>
          Already a member? <Link to="/signin">Sign in</Link>
        </span>
      }
    >
      <Form
        label="Sign up"
        submit="Sign up"
        busy="Signing up…"
        action={async (value) => {
          const email = value('email');
          await signUp({
            username: email,
            password: value('password'),
            options: {
              userAttributes: { email, name: value('name'), preferred_username: value('handle').replace(/^@/, '') },
            },
          });
          navigate('/confirm', carry(email, `A code is on its way to ${email}.`));
          return undefined;
        }}
      >
        <Field label="Name" name="name" autoComplete="name" maxLength={60} />
        <Field label="E-mail" name="email" type="email" autoComplete="username" />
        <Field
          label="Handle"
          name="handle"
          autoComplete="nickname"
          autoCapitalize="none"
          pattern="@?[A-Za-z0-9_]{2,30}"
          title="2 to 30 letters, digits or _"
          hint="How others see you: @handle"
        />
        <Field label="Password" name="password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} />
      </Form>
    </AuthCard>
  );
}
