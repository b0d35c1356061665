import { type CognitoVerifierOptions, createCognitoVerifier } from 'cognito-guard';
import { createTestUserPool } from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';

/** What came back, however the host carries it. `body` is text: where the reason stands in it differs from host to host. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

type Ask = (token?: string) => Promise<Answer>;

/** A recipe's two operations: one for everybody who is signed in, one for the group `moderators`. */
export interface RunningRecipe {
  readonly asMember: Ask;
  readonly asModerator: Ask;
}

/** Whether the key endpoint of the user pool answers. */
export type KeyEndpoint = 'up' | 'down';

export const pool = await createTestUserPool();
const down: typeof fetch = async () => new Response('down', { status: 500 });

export function verifierFor(endpoint: KeyEndpoint, options: Partial<CognitoVerifierOptions> = {}) {
  const keys = endpoint === 'up' ? {} : { fetch: down };
  return createCognitoVerifier({ ...pool.verifierOptions, ...keys, ...options, tokenUse: 'access' });
}

const INVALID = 'Bearer realm="api", error="invalid_token", error_description="The token has expired"';

interface Case {
  readonly what: string;
  readonly ask: keyof RunningRecipe;
  readonly endpoint?: KeyEndpoint;
  readonly token?: () => Promise<string>;
  readonly status: number;
  readonly challenge?: string;
  readonly retryAfter?: string;
  readonly reason?: string;
}

const CASES: readonly Case[] = [
  { what: 'a good token', ask: 'asMember', token: () => pool.accessToken(), status: 200 },
  { what: 'no token', ask: 'asMember', reason: 'token_missing', status: 401, challenge: 'Bearer realm="api"' },
  {
    what: 'an expired token',
    ask: 'asMember',
    token: () => pool.accessToken({ exp: 1 }),
    reason: 'token_expired',
    status: 401,
    challenge: INVALID,
  },
  {
    what: 'a token without the group',
    ask: 'asModerator',
    token: () => pool.accessToken({ 'cognito:groups': ['readers'] }),
    reason: 'group_missing',
    status: 403,
    challenge: 'Bearer realm="api"',
  },
  {
    what: 'a token with the group',
    ask: 'asModerator',
    token: () => pool.accessToken({ 'cognito:groups': ['readers', 'moderators'] }),
    status: 200,
  },
  {
    what: 'a good token while the keys cannot be fetched',
    ask: 'asMember',
    endpoint: 'down',
    token: () => pool.accessToken(),
    reason: 'keys_unavailable',
    status: 503,
    retryAfter: '1',
  },
];

/** The table that every recipe must pass. Its own traps are tested beside it. */
export function describeRecipe(name: string, start: (endpoint: KeyEndpoint) => Promise<RunningRecipe>): void {
  describe(name, () => {
    it.each(CASES)('answers $status to $what', async (row) => {
      const recipe = await start(row.endpoint ?? 'up');
      const { status, headers, body } = await recipe[row.ask](await row.token?.());
      expect(status).toBe(row.status);
      expect(headers.get('www-authenticate')).toBe(row.challenge ?? null);
      expect(headers.get('retry-after')).toBe(row.retryAfter ?? null);
      if (row.reason !== undefined) expect(body).toContain(`"${row.reason}"`);
    });
  });
}
