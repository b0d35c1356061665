import { expect, it } from 'vitest';
import { explainError } from './explain-error.ts';

function named(name: string, message = 'secret detail'): Error {
  return Object.assign(new Error(message), { name });
}

it.each([
  ['NotAuthorizedException', 'Incorrect username or password.'],
  ['CodeMismatchException', 'That is not the code. Please look again, or ask for a new one.'],
  ['NetworkError', 'The user pool cannot be reached. Please try again.'],
  ['NeverHeardOfException', 'Something went wrong. Please try again.'],
  // A name that every object has must not find anything.
  ['constructor', 'Something went wrong. Please try again.'],
])('explains %s by its name, and repeats nothing of its text', (name, text) => {
  expect(explainError(named(name))).toBe(text);
});

it('names the broken rule of a password in the words of the pool', () => {
  const error = named('InvalidPasswordException', 'Password did not conform with policy: Password not long enough');
  expect(explainError(error)).toBe('Password not long enough');
});

it('lets a form say what a name means there', () => {
  const meanings = { NotAuthorizedException: 'The old password is not right.' };
  expect(explainError(named('NotAuthorizedException'), meanings)).toBe('The old password is not right.');
});

it('explains what is no error at all', () => {
  expect(explainError('down')).toBe('Something went wrong. Please try again.');
});
