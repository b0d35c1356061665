import { signUp } from '@aws-amplify/auth';
import { Link, useNavigate } from 'react-router-dom';
import { AuthCard } from '../components/auth-card.tsx';
import { Field } from '../components/field.tsx';
import { Form } from '../components/form.tsx';
import { PASSWORD_HINT, unmetPasswordRules } from '../components/password-rules.ts';
import { carry, useCarried } from './carried.ts';

export function SignUpPage() {
  const { from } = useCarried();
  const navigate = useNavigate();
  return (
    <AuthCard
      title="Sign up"
      lead="Cruds are short, and so is this form: four fields."
      foot={
        <span>
          Already a member?{' '}
          <Link to="/signin" {...carry({ from })}>
            Sign in
          </Link>
        </span>
      }
    >
      <Form
        label="Sign up"
        submit="Sign up"
        busy="Signing up…"
        action={async (value) => {
          const [email, password] = [value('email'), value('password')];
          const unmet = unmetPasswordRules(password);
          if (unmet !== undefined) return { password: unmet };
          const attributes = { email, name: value('name'), preferred_username: value('handle').replace(/^@/, '') };
          await signUp({ username: email, password, options: { userAttributes: attributes } });
          navigate('/confirm', carry({ email, from, note: `A code is on its way to ${email}.` }));
          return undefined;
        }}
      >
        <Field label="Name" name="name" autoComplete="name" maxLength={60} />
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          pattern="[^@\s]+@[^@\s]+\.[^@\s]+"
          title="an address looks like kira@example.com"
        />
        <Field
          label="Handle"
          name="handle"
          autoComplete="nickname"
          autoCapitalize="none"
          pattern="@?[A-Za-z0-9_]{2,30}"
          title="a handle has 2 to 30 letters, digits or _"
          hint="Shown as @handle. Others may choose the same: nothing is decided by it."
        />
        <Field label="Password" name="password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} />
      </Form>
    </AuthCard>
  );
}
