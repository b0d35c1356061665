import { createCognitoVerifier } from 'cognito-guard';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isGoodAccessToken, KNOWN_CLAIMS } from './claim-rules.ts';
import { runs, TIMEOUT_MS } from './runs.ts';
import {
  BASE_HEADER,
  baseClaims,
  CLIENT_ID,
  ISSUER,
  JWKS,
  NOW,
  signClaims,
  signSegments,
  signText,
  USER_POOL_ID,
} from './signer.ts';

const verifier = createCognitoVerifier({
  userPoolId: USER_POOL_ID,
  clientId: CLIENT_ID,
  tokenUse: 'access',
  jwks: JWKS,
  now: () => NOW,
});
const good = signClaims(baseClaims('access'));

/** JavaScript can pass anything, so the argument is not typed. */
async function verify(given: unknown) {
  return Reflect.apply(verifier.verify, verifier, [given]) as ReturnType<typeof verifier.verify>;
}

const base64url = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

it(
  'refuses any single-byte edit of a good token',
  async () => {
    expect(await verify(good)).toMatchObject({ token_valid: true });
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.oneof(base64url, byte), async (at, character) => {
        fc.pre(good[at] !== character);
        const edited = good.slice(0, at) + character + good.slice(at + 1);
        expect((await verify(edited)).token_valid).toBe(false);
      }),
      runs(3_000),
    );
  },
  TIMEOUT_MS,
);

it(
  'gives exactly the claims that an independent decoder reads',
  async () => {
    const custom = fc.dictionary(
      fc.string().map((name) => `custom:${name}`),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(custom, fc.constantFrom('', '__proto__'), async (members, extra) => {
        const claims = { ...baseClaims('access'), ...members };
        const text = JSON.stringify(claims);
        const result = await verify(signText(JSON.stringify(BASE_HEADER), withMember(text, extra)));
        expect(result.token_valid).toBe(true);
        const [, payload = ''] = (result as { token: string }).token.split('.');
        const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
        const read = JSON.parse(new TextDecoder().decode(bytes), (name, value) =>
          name === '__proto__' ? undefined : value,
        );
        expect(result.claims).toStrictEqual(read);
      }),
      runs(200),
    );
  },
  TIMEOUT_MS,
);

function withMember(text: string, name: string): string {
  return name === '' ? text : `${text.slice(0, -1)},"${name}":{"admin":true}}`;
}

const plausible = fc.constantFrom<unknown>(
  ISSUER,
  ISSUER.replace('cognito-idp', 'issuer-cognito-idp'),
  `${ISSUER}/`,
  CLIENT_ID,
  [CLIENT_ID],
  'access',
  'id',
  'openid',
  NOW / 1000,
  NOW / 1000 + 1,
  NOW / 1000 - 1,
  NOW / 1000 + 0.5,
  NOW / 1000 - 0.5,
  String(NOW / 1000 + 60),
  1e308,
  -1,
  0,
  '',
  null,
  true,
  [],
  {},
  ['users'],
  [['users']],
  [1],
  ['a', null],
);

it(
  'accepts any JSON in any known claim exactly when a predicate written apart says so',
  async () => {
    const change = fc.tuple(
      fc.constantFrom(...KNOWN_CLAIMS),
      fc.oneof(plausible, fc.jsonValue(), fc.constant(undefined)),
    );
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const claims = JSON.parse(JSON.stringify({ ...baseClaims('access'), ...Object.fromEntries(changes) }));
        const result = await verify(signClaims(claims));
        expect(result.token_valid).toBe(isGoodAccessToken(claims));
        accepted += Number(result.token_valid);
      }),
      runs(1_000),
    );
    // If nearly all were refused, the property would say little.
    expect(accepted).toBeGreaterThan(10);
  },
  TIMEOUT_MS,
);

it(
  'answers every input with a value, signed or not, and never throws',
  async () => {
    const json = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary' }),
    );
    const segment = fc.oneof(
      fc.string({ unit: base64url, maxLength: 60 }),
      json.map((text) => Buffer.from(text).toString('base64url')),
    );
    const header = fc.oneof(
      json,
      fc
        .dictionary(
          fc.constantFrom('kid', 'alg', 'crit', 'enc', '__proto__', 'x'),
          fc.oneof(fc.constantFrom('A1', 'RS256'), fc.jsonValue()),
        )
        .map((members) => JSON.stringify({ ...BASE_HEADER, ...members })),
    );
    const input = fc.oneof(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withObjectString: true,
        withSparseArray: true,
      }),
      fc.string({ unit: 'binary' }),
      fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('.')),
      fc.tuple(header, json).map(([head, payload]) => signText(head, payload)),
      fc.tuple(segment, segment).map(([head, payload]) => signSegments(head, payload)),
    );
    await fc.assert(
      fc.asyncProperty(input, async (given) => {
        const result = await verify(given);
        expect(typeof result.token_valid).toBe('boolean');
        if (!result.token_valid) expect(result.reason).not.toBe('keys_unavailable');
      }),
      runs(1_500),
    );
  },
  TIMEOUT_MS,
);

it(
  'never takes two different strings for one token',
  async () => {
    const at = fc.nat(good.length);
    const edit = fc.oneof(
      fc.tuple(at, fc.oneof(base64url, byte, fc.constantFrom('=', '.', ' ', '\n', '\u00e9', '\ufeff', '%2E'))).map(
        ([index, text]) =>
          (token: string) =>
            token.slice(0, index) + text + token.slice(index),
      ),
      at.map((index) => (token: string) => token.slice(0, index) + token.slice(index + 1)),
      fc.tuple(at, at).map(
        ([from, to]) =>
          (token: string) =>
            token.slice(0, from) + token.slice(to),
      ),
      fc.constantFrom<(token: string) => string>(
        (token) => token.toUpperCase(),
        (token) => token.replaceAll('-', '+').replaceAll('_', '/'),
        (token) => `${token}${'='.repeat((4 - (token.length % 4)) % 4)}`,
        (token) => token.normalize('NFKC'),
        (token) => encodeURIComponent(token),
        (token) => [...token].join(''),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const given = edits.reduce((token, apply) => apply(token), good);
        const result = await verify(given);
        // Only the unchanged string is the token.
        expect(result.token_valid).toBe(given === good);
      }),
      runs(3_000),
    );
  },
  TIMEOUT_MS,
);
