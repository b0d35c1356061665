import { type FormEvent, useState } from 'react';
import { explainError } from '../session/explain-error.ts';

export type Values = (name: string) => string;

/** Runs the action of a form when it is sent, and keeps whether it is running and what went wrong. */
export function useSubmit(
  action: (values: Values) => Promise<string | undefined>,
  exceptions: Readonly<Record<string, string>> = {},
) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      setProblem(await action((name) => String(data.get(name) ?? '').trim()));
    } catch (error) {
      setProblem(explainError(error, exceptions));
    } finally {
      setBusy(false);
    }
  }

  return { onSubmit, isBusy, problem };
}
