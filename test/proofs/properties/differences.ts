import { hasCognitoType, KNOWN_CLAIMS } from './claim-rules.ts';
import type { SampledToken } from './sampled-tokens.ts';
import { NOW } from './signer.ts';

/** A kind of token that this library refuses although another verifier may accept it. The opposite does not occur. */
export interface Difference {
  readonly what: string;
  readonly why: string;
  readonly applies: (sample: SampledToken) => boolean;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'a claim of another type than Cognito gives it',
    why: 'a wrong type is invalid, not absent: code behind relies on the types that this library declares',
    applies: ({ claims }) => KNOWN_CLAIMS.some((name) => name in claims && !hasCognitoType(name, claims[name])),
  },
  {
    what: 'no exp, no iat or no sub',
    why: 'Cognito always sends them, and a token that never ends is none of its own',
    applies: ({ claims }) => ['exp', 'iat', 'sub'].some((name) => !(name in claims)),
  },
  {
    what: 'the very second of exp',
    why: 'RFC 7519 section 4.1.4: a token must not be accepted on or after exp',
    applies: ({ claims }) => claims.exp === NOW / 1000,
  },
  {
    what: 'crit, b64, enc or zip in the header, whatever it says',
    why: 'each changes what the rest means, and Cognito sends none (RFC 7515 section 4.1.11, RFC 7797)',
    applies: ({ header }) => ['crit', 'b64', 'enc', 'zip'].some((name) => name in header),
  },
  {
    what: 'another spelling of the same bytes',
    why: 'RFC 7515 section 2: base64url without padding, line breaks or white space. One token, one spelling: for caches, deny-lists and logs',
    applies: ({ spelling }) =>
      ['padded', 'with stray bits', 'with a newline after it', 'with a space before it', 'in standard base64'].includes(
        spelling,
      ),
  },
];
