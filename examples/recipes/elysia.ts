// Elysia on Bun. Two ways to guard nothing: a `Response` that `resolve` returns does not answer, the handler runs all the same;
// and a hook without `as: 'scoped'` counts for the plugin's own routes, not for those of the application that uses it.
import type { Guard, VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import { Elysia } from 'elysia';

/** `.use(only(verifier))` guards the routes of this instance that are declared after it, and gives them `auth`. */
export function only(verifier: VerifierLike<'access'>, ...guard: [guard?: Guard<'access'>]) {
  const decide = requireAuth(verifier, ...guard);
  return new Elysia().resolve({ as: 'scoped' }, async ({ request, set, status }) => {
    const decided = await decide(request);
    if ('token_valid' in decided) return { auth: decided };
    Object.assign(set.headers, Object.fromEntries(decided.headers));
    return status(decided.status, await decided.json());
  });
}

export function createApp(verifier: VerifierLike<'access'>) {
  const forMembers = new Elysia()
    .use(only(verifier))
    .get('/messages', ({ auth }) => ({ messages: [], client: auth.claims.client_id }));
  const forModerators = new Elysia()
    .use(only(verifier, { groups: ['moderators'] }))
    .get('/reports', () => ({ reports: [] }));
  return new Elysia()
    .get('/health', () => 'ok')
    .use(forMembers)
    .use(forModerators);
}
