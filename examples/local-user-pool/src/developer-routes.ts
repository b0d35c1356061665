import type { TestUserPool } from 'cognito-guard/testing';
import { expiredCopy } from './expired-token.ts';
import { type Handler, json } from './http.ts';
import type { Inbox } from './inbox.ts';
import { fromThisOrigin } from './local-only.ts';

/** Routes that no real pool has. */
export function developerRoutes(inbox: Inbox, keys: TestUserPool, now: () => number): Record<string, Handler> {
  return {
    'GET /_dev/inbox': fromThisOrigin(({ query }) => json(200, { messages: inbox.read(query.get('email') ?? '') })),
    'POST /_dev/expired-token': fromThisOrigin(async ({ headers }) => {
      const token = headers.authorization?.replace(/^Bearer /i, '') ?? '';
      const expired = await expiredCopy(keys, token, now());
      return expired ? json(200, { token: expired }) : json(401, { message: 'Send an access token of this pool' });
    }),
  };
}
