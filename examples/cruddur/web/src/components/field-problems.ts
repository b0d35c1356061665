import { createContext } from 'react';

/** What is wrong, by the name of the field. */
export type FieldProblems = Readonly<Record<string, string>>;

export const FieldProblemsContext = createContext<FieldProblems>({});

/** What the browser finds wrong with the fields of a form, in our words: its own bubbles show one at a time, and vanish. */
export function problemsOf(form: HTMLFormElement): FieldProblems {
  const problems: Record<string, string> = {};
  for (const input of inputsOf(form)) {
    const problem = problemOf(input);
    if (problem !== undefined) problems[input.name] = problem;
  }
  return problems;
}

export function focusFirst(form: HTMLFormElement, problems: FieldProblems): void {
  inputsOf(form)
    .find(({ name }) => Object.hasOwn(problems, name))
    ?.focus();
}

export function inputsOf(form: HTMLFormElement): readonly HTMLInputElement[] {
  return [...form.elements].filter((element): element is HTMLInputElement => element instanceof HTMLInputElement);
}

function problemOf({ validity, type, title }: HTMLInputElement): string | undefined {
  if (validity.valid) return undefined;
  if (validity.valueMissing) return 'Please fill this in.';
  if (validity.typeMismatch && type === 'email') return 'This is no e-mail address. One looks like kira@example.com.';
  return `This does not fit: ${title}.`;
}
