import type { ReactNode } from 'react';
import { ErrorNotice } from './notices.tsx';
import { useSubmit, type Values } from './use-submit.ts';

interface FormProps {
  readonly label: string;
  readonly submit: string;
  readonly busy: string;
  /** Resolves to what is wrong with the input, or to undefined. An error is explained by its name (`explainError`). */
  readonly action: (values: Values) => Promise<string | undefined>;
  readonly exceptions?: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

export function Form({ label, submit, busy, action, exceptions, children }: FormProps) {
  const { onSubmit, isBusy, problem } = useSubmit(action, exceptions);
  return (
    <form className="form" aria-label={label} onSubmit={onSubmit}>
      {children}
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
      <button type="submit" className="button" disabled={isBusy}>
        {isBusy ? busy : submit}
      </button>
    </form>
  );
}
