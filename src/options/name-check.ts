import { ConfigError } from '../errors.ts';
import { showText, textOf, textsOf } from './option-checks.ts';

/** What a quoted parameter of a header holds as it is (RFC 6750 section 3); so also what a scope may consist of. */
export const QUOTABLE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** An array of names, each of which the pattern allows. */
export function namesOf(name: string, given: unknown, pattern: RegExp): readonly string[] {
  if (!Array.isArray(given)) throw new ConfigError(`${name} must be an array of names`);
  return textsOf(name, given, function oneNameOf(_, value) {
    const text = textOf(name, value);
    if (pattern.test(text)) return text;
    throw new ConfigError(`${name} must have no spaces, quotes or control characters, unlike ${showText(text)}`);
  });
}
