import { expect, it } from 'vitest';
import { explainError, fieldOfError } from './explain-error.ts';

function named(name: string, message = 'secret detail'): Error {
  return Object.assign(new Error(message), { name });
}

it.each([
  ['NotAuthorizedException', 'Incorrect username or password.'],
  ['CodeMismatchException', 'That is not the code. Please look again, or ask for a new one.'],
  ['NetworkError', 'The user pool cannot be reached. Please try again.'],
  ['InvalidPasswordException', 'The user pool wants a stronger password than this one.'],
  ['NeverHeardOfException', 'Something went wrong. Please try again.'],
  // A name that every object has must not find anything.
  ['constructor', 'Something went wrong. Please try again.'],
])('explains %s by its name, and repeats nothing of its text', (name, text) => {
  expect(explainError(named(name))).toBe(text);
});

it.each([
  ['InvalidPasswordException', ['code', 'password', 'again'], 'password'],
  ['InvalidPasswordException', ['old', 'new'], 'new'],
  ['NotAuthorizedException', ['old', 'new'], 'old'],
  ['NotAuthorizedException', ['email', 'code'], undefined],
  ['NetworkError', ['email', 'password'], undefined],
  ['constructor', ['constructor'], undefined],
])('shows %s in a form with %j at the field %s', (name, fields, field) => {
  expect(fieldOfError(named(name), fields)).toBe(field);
});

it('lets a form say what a name means there', () => {
  const meanings = { NotAuthorizedException: 'The old password is not right.' };
  expect(explainError(named('NotAuthorizedException'), meanings)).toBe('The old password is not right.');
});

it('tells too many wrong passwords from a wrong one, in a form with words of its own too', () => {
  const locked = named('NotAuthorizedException', 'Password attempts exceeded');
  const meanings = { NotAuthorizedException: 'The old password is not right.' };
  expect(explainError(locked)).toBe('Too many tries. Please wait a while.');
  expect(explainError(locked, meanings)).toBe('Too many tries. Please wait a while.');
  expect(fieldOfError(locked, ['email', 'password'])).toBeUndefined();
});

it('explains what is no error at all', () => {
  expect(explainError('down')).toBe('Something went wrong. Please try again.');
});
