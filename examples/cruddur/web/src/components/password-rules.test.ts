import { expect, it } from 'vitest';
import { unmetPasswordRules } from './password-rules.ts';

it.each([
  [
    '',
    'The password still needs at least 8 characters, an upper-case letter, a lower-case letter, a digit and a symbol, such as - or !.',
  ],
  ['bajor-is-free', 'The password still needs an upper-case letter and a digit.'],
  ['Bajor-is-free', 'The password still needs a digit.'],
  ['Bajor1-', 'The password still needs at least 8 characters.'],
  [' Bajor-is-free-7', 'The password must not begin or end with a space.'],
  [`Bajor-7${'x'.repeat(250)}`, 'The password must not have more than 256 characters.'],
  ['Bajor-is-free-7', undefined],
  ['Ünter den Linden 7', undefined],
])('says of the password %j all that it lacks, in one sentence', (password, sentence) => {
  expect(unmetPasswordRules(password)).toBe(sentence);
});
