import { authenticateRequest, combineVerifiers, createCognitoVerifier } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import { awsJwtVerify } from '../contenders/peers.ts';
import { type Fixture, poolId } from '../fixture.ts';
import type { Entrant } from '../measure/take-turns.ts';
import type { Case } from './case.ts';
import { compareRows } from './compare.ts';

/** What a verifier looks at by default. */
const LONGEST_TOKEN = 16_384;
const OVERLONG = 4 * LONGEST_TOKEN;

/** JSON that is dear to parse, repeated until it is so long. */
const PAYLOADS: Readonly<Record<string, (length: number) => string>> = {
  nested: (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  members: (length) => `{${Array.from({ length: length / 10 }, (_, index) => `"k${10_000 + index}":0`).join()}}`,
  numbers: (length) =>
    `[${Array.from({ length: length / 9 }, (_, index) => `${index % 10}.5e-${index % 100}1`).join()}]`,
  escapes: (length) => `{"${'\\u0069'.repeat(length / 6 - 1)}":0}`,
  issuers: (length) => `{${Array.from({ length: length / 11 }, () => '"iss":"x"').join()}}`,
};

/** A stranger's tokens, as long as a verifier reads or four times that. One microsecond is one that no other request has. */
export const hostile: Case = {
  title: 'Hostile tokens of 16 KB, event-loop microseconds',
  async run(fixture, { rounds, batchMs }) {
    const tokens = hostileTokens(fixture);
    const entries = await startEntries(fixture);
    const kinds = Object.keys(tokens);
    const entrants = Object.entries(entries).flatMap(([name, verify]) =>
      kinds.map((kind): Entrant => ({ name, verify, tokens: [tokens[kind] ?? ''] })),
    );
    const terms = { rounds: Math.ceil(rounds / 3), batchMs: batchMs / 2, inFlight: 1, expected: 'refused' } as const;
    const measured = await compareRows(entrants, terms);
    return Object.keys(entries).map((name) => {
      const micros = measured.filter((row) => row.name === name).map(({ values }) => values.loopMicros ?? Number.NaN);
      const byKind = Object.fromEntries(kinds.map((kind, position) => [kind, micros[position] ?? Number.NaN]));
      const worst = Math.max(...micros.filter((_, position) => kinds[position] !== 'overlong'));
      return { name, values: { ...byKind, worst } };
    });
  },
};

/** By kind. Under a `kid` of nobody, because only then is a payload looked at whose signature nobody checked. */
function hostileTokens({ access }: Fixture): Readonly<Record<string, string>> {
  const [knownHeader = '', , signature = ''] = (access[0] ?? '').split('.');
  const header = base64url(JSON.stringify({ alg: 'RS256', kid: 'nobody' }));
  const room = Math.floor(((LONGEST_TOKEN - header.length - signature.length - 2) * 3) / 4) - 2;
  const tokenOf = (json: string) => `${header}.${base64url(json)}.${signature}`;
  const parsed = Object.entries(PAYLOADS).map(([kind, payload]) => [kind, tokenOf(payload(room))]);
  return {
    ...Object.fromEntries(parsed),
    forged: `${knownHeader}.${base64url(PAYLOADS.members?.(room) ?? '')}.${signature}`,
    overlong: tokenOf(PAYLOADS.members?.(OVERLONG) ?? ''),
  };
}

const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** Every way into the library that has code of its own before `verify`, and the nearest peer. */
async function startEntries(fixture: Fixture): Promise<Readonly<Record<string, Entrant['verify']>>> {
  const { userPoolId, clientId, jwks } = fixture;
  const policy = { clientId, tokenUse: 'access' } as const;
  // Fetched and not static, since keys that can be fetched again are the reason to read an unverified `iss`.
  const fetch = async () => Response.json(jwks);
  const verifier = createCognitoVerifier({ ...policy, userPoolId, fetch });
  const combined = combineVerifiers(verifier, createCognitoVerifier({ ...policy, userPoolId: poolId(0), fetch }));
  await combined.ready();
  const answer = requireAuth(verifier);
  const requestWith = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const webRequestWith = (token: string) =>
    ({ headers: new Headers(requestWith(token).headers) }) as unknown as Request;
  return {
    verify: verifier.verify,
    combineVerifiers: combined.verify,
    authenticateRequest: (token) => authenticateRequest(verifier, requestWith(token)),
    'combineVerifiers, authenticateRequest': (token) => authenticateRequest(combined, requestWith(token)),
    'requireAuth of cognito-guard/fetch': (token) => answer(webRequestWith(token)),
    'aws-jwt-verify': await awsJwtVerify.start(fixture, 'access'),
  };
}
