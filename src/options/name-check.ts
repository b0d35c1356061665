import { ConfigError } from '../errors.ts';
import { showText, textOf, textsOf } from './option-checks.ts';

/** What a quoted parameter of a header holds as it is (RFC 6750 section 3); so also what a scope may consist of. */
export const QUOTABLE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** What names may consist of: as a pattern, and in words for a message. */
export interface NameRule {
  readonly pattern: RegExp;
  readonly words: string;
}

export const SCOPE_NAMES: NameRule = {
  pattern: QUOTABLE,
  words: 'ASCII characters without spaces, quotes and backslashes',
};

/** An array of names, each of which the rule allows. */
export function namesOf(name: string, given: unknown, { pattern, words }: NameRule): readonly string[] {
  if (!Array.isArray(given)) throw new ConfigError(`${name} must be an array of names`);
  return textsOf(name, given, function oneNameOf(_, value) {
    const text = textOf(name, value);
    if (pattern.test(text)) return text;
    throw new ConfigError(`${name} must be names of ${words}, unlike ${showText(text)}`);
  });
}
