import type { ReactNode } from 'react';
import { FieldProblemsContext } from './field-problems.ts';
import { ErrorNotice } from './notices.tsx';
import { type Action, useSubmit } from './use-submit.ts';

interface FormProps {
  readonly label: string;
  readonly submit: string;
  readonly busy: string;
  readonly action: Action;
  readonly exceptions?: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

export function Form({ label, submit, busy, action, exceptions, children }: FormProps) {
  const { onSubmit, isBusy, problem, fieldProblems } = useSubmit(action, exceptions);
  return (
    <form className="form" aria-label={label} onSubmit={onSubmit} noValidate>
      <FieldProblemsContext value={fieldProblems}>{children}</FieldProblemsContext>
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
      {/* Not disabled while it is busy: it would lose the focus. */}
      <button type="submit" className="button" aria-disabled={isBusy}>
        {isBusy ? busy : submit}
      </button>
    </form>
  );
}
