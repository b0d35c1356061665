import fc from 'fast-check';
import { KNOWN_CLAIMS } from './claim-rules.ts';
import { BASE_HEADER, baseClaims, CLIENT_ID, ISSUER, NOW, signText } from './signer.ts';

/** A token and what it was made of, so that a difference between verifiers can be named. */
export interface SampledToken {
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What was done to the finished token. */
  readonly spelling: keyof typeof SPELLINGS;
}

const seconds = NOW / 1000;

/** What somebody without a key can do to a token. */
const SPELLINGS = {
  'as it was signed': (token: string) => token,
  padded: (token: string) => `${token}==`,
  'with stray bits': (token: string) =>
    token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1),
  'with a newline after it': (token: string) => `${token}\n`,
  'with a space before it': (token: string) => ` ${token}`,
  'in standard base64': (token: string) => token.replaceAll('-', '+').replaceAll('_', '/'),
  'with a flipped signature': (token: string) => `${token.slice(0, -20)}AAAA${token.slice(-16)}`,
  'without its signature': (token: string) => token.slice(0, token.lastIndexOf('.') + 1),
} as const;

const claimValue = fc.oneof(
  fc.constantFrom<unknown>(
    ISSUER,
    ISSUER.replace('cognito-idp', 'issuer-cognito-idp'),
    CLIENT_ID,
    [CLIENT_ID],
    'access',
    'id',
    seconds,
    seconds + 1,
    seconds - 1,
    seconds + 0.5,
    String(seconds + 60),
    0,
    -1,
    '',
    null,
    true,
    [],
    {},
    ['users'],
    [1],
  ),
  fc.jsonValue(),
  fc.constant(undefined),
);
const change = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(fc.constantFrom(...KNOWN_CLAIMS, 'custom:x'), claimValue) },
  fc.constant(['exp', seconds] as const),
);
const claims = fc
  .array(change, { maxLength: 2 })
  .map((changes) => without({ ...baseClaims('access'), ...Object.fromEntries(changes) }));

const headerValue = fc.oneof(
  fc.constantFrom<unknown>('RS256', 'A1', 'none', 'JWT', ['exp'], ['b64'], [], true, false, null),
  fc.jsonValue(),
);
const header = fc
  .array(
    fc.tuple(
      fc.constantFrom('alg', 'kid', 'crit', 'b64', 'enc', 'zip', 'typ', 'cty', 'jku', 'jwk', 'x5u', 'x5c', 'x'),
      headerValue,
    ),
    {
      maxLength: 1,
    },
  )
  .map((changes) => without({ ...BASE_HEADER, ...Object.fromEntries(changes) }));

/** Removes members that are undefined, as JSON does. */
function without(members: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(members));
}

const spelling = fc.oneof(
  { weight: 6, arbitrary: fc.constant('as it was signed' as const) },
  fc.constantFrom(...(Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[])),
);

export const sampledToken: fc.Arbitrary<SampledToken> = fc.record({ header, claims, spelling }).map((parts) => ({
  ...parts,
  token: SPELLINGS[parts.spelling](signText(JSON.stringify(parts.header), JSON.stringify(parts.claims))),
}));
