import { type FormEvent, useRef, useState } from 'react';
import { explainError, fieldOfError } from '../session/explain-error.ts';
import { type FieldProblems, focusFirst, inputsOf, problemsOf } from './field-problems.ts';

export type Values = (name: string) => string;

/** Resolves to what is wrong with single fields, or to undefined. An error is explained by its name (`explainError`). */
export type Action = (values: Values) => Promise<FieldProblems | undefined>;

/**
 * Runs the action of a form when it is sent, and keeps whether it is running and what went wrong. What is wrong with fields is shown
 * at all of them at once, and the first of them gets the focus.
 */
export function useSubmit(action: Action, exceptions: Readonly<Record<string, string>> = {}) {
  const [isBusy, setBusy] = useState(false);
  const [fieldProblems, setFieldProblems] = useState<FieldProblems>({});
  const [problem, setProblem] = useState<string>();
  // State is too late for the second of two quick presses.
  const isRunning = useRef(false);

  function showAt(form: HTMLFormElement, problems: FieldProblems): void {
    setFieldProblems(problems);
    focusFirst(form, problems);
  }

  function showError(form: HTMLFormElement, error: unknown): void {
    const field = fieldOfError(
      error,
      inputsOf(form).map(({ name }) => name),
    );
    const text = explainError(error, exceptions);
    if (field === undefined) setProblem(text);
    else showAt(form, { [field]: text });
  }

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isRunning.current) return;
    const form = event.currentTarget;
    setProblem(undefined);
    const problems = problemsOf(form);
    showAt(form, problems);
    if (Object.keys(problems).length > 0) return;
    isRunning.current = true;
    setBusy(true);
    try {
      const found = await action(valuesOf(form));
      if (found !== undefined) showAt(form, found);
    } catch (error) {
      showError(form, error);
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  }

  return { onSubmit, isBusy, problem, fieldProblems };
}

/** Passwords are taken as they are: a space that was cut off silently would make another password. */
function valuesOf(form: HTMLFormElement): Values {
  const inputs = inputsOf(form);
  return (name) => {
    const { value = '', type } = inputs.find((input) => input.name === name) ?? {};
    return type === 'password' ? value : value.trim();
  };
}
