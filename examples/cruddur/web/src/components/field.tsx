import { type InputHTMLAttributes, useContext, useId } from 'react';
import { FieldProblemsContext } from './field-problems.ts';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
}

export function Field({ label, hint, ...input }: FieldProps) {
  const id = useId();
  const problems = useContext(FieldProblemsContext);
  const problem = Object.hasOwn(problems, input.name) ? problems[input.name] : undefined;
  const descriptions = [problem !== undefined && `${id}-problem`, hint !== undefined && `${id}-hint`];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        required
        aria-invalid={problem !== undefined}
        aria-describedby={descriptions.filter(Boolean).join(' ') || undefined}
        {...input}
      />
      {problem !== undefined && (
        <p className="field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A field for a six-digit code. A phone shows its digit keyboard, and offers a code that just arrived. */
export function CodeField({ label = 'Code', hint }: { label?: string; hint?: string }) {
  return (
    <Field
      label={label}
      name="code"
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="[0-9]{6}"
      maxLength={6}
      title="a code has six digits"
      className="code-input"
      {...(hint !== undefined && { hint })}
    />
  );
}
