import type { TestUserPool } from 'cognito-guard/testing';
import { expiredCopy } from './expired-token.ts';
import { type Call, type Handler, json } from './http.ts';
import type { Inbox } from './inbox.ts';
import { isFromThisMachine } from './local-only.ts';

/** Routes that no real pool has. They answer only requests from this machine. */
export function developerRoutes(inbox: Inbox, keys: TestUserPool, now: () => number): Record<string, Handler> {
  return {
    'GET /_dev/inbox': localOnly(({ query }) => json(200, { messages: inbox.read(query.get('email') ?? '') })),
    'POST /_dev/expired-token': localOnly(async ({ headers }) => {
      const token = headers.authorization?.replace(/^Bearer /i, '') ?? '';
      const expired = await expiredCopy(keys, token, now());
      return expired ? json(200, { token: expired }) : json(401, { message: 'Send an access token of this pool' });
    }),
  };
}

function localOnly(handler: Handler): Handler {
  return (call: Call) => {
    return isFromThisMachine(call.headers) ? handler(call) : json(403, { message: 'Only from this machine' });
  };
}
