import { updatePassword } from '@aws-amplify/auth';
import { useRef, useState } from 'react';
import { Field } from './field.tsx';
import { Form } from './form.tsx';
import { StatusNotice } from './notices.tsx';
import { PASSWORD_HINT, unmetPasswordRules } from './password-rules.ts';

export function ChangePassword() {
  const [changes, setChanges] = useState(0);
  const section = useRef<HTMLElement>(null);
  return (
    <section className="section" aria-labelledby="password-title" tabIndex={-1} ref={section}>
      <h2 id="password-title">Password</h2>
      {changes > 0 && <StatusNotice>Your password is changed.</StatusNotice>}
      {/* The key makes the fields anew, and empty, after each change. */}
      <Form
        key={changes}
        label="Password"
        submit="Change the password"
        busy="Changing…"
        exceptions={{ NotAuthorizedException: 'The old password is not right.' }}
        action={async (value) => {
          const unmet = unmetPasswordRules(value('new'));
          if (unmet !== undefined) return { new: unmet };
          await updatePassword({ oldPassword: value('old'), newPassword: value('new') });
          setChanges(changes + 1);
          // The form that had it is made anew.
          section.current?.focus();
          return undefined;
        }}
      >
        <Field label="Old password" name="old" type="password" autoComplete="current-password" />
        <Field label="New password" name="new" type="password" autoComplete="new-password" hint={PASSWORD_HINT} />
      </Form>
    </section>
  );
}
