// Fastify: every route is guarded unless it says that it is public, and 404 comes before 401. An `onRequest` hook for the
// whole application would run for paths that do not exist too and answer them with 401; so the guard is put on each route.
import type { Guard, VerifierLike } from 'cognito-guard';
import cognitoGuard from 'cognito-guard/fastify';
import Fastify from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whom the route is for; without it, everybody who is signed in. */
    readonly access?: 'public' | Guard;
  }
}

export async function createApp(verifier: VerifierLike) {
  const app = Fastify();
  await app.register(cognitoGuard, { verifier });

  // Before the routes: the hook hears only of those that are declared after it.
  app.addHook('onRoute', (route) => {
    // A default would be taken for a misspelled guard too, which requireAuth refuses.
    const access = 'access' in (route.config ?? {}) ? route.config?.access : {};
    if (access !== 'public') route.onRequest = [app.requireAuth(access), ...[route.onRequest ?? []].flat()];
  });

  app.get('/health', { config: { access: 'public' } }, async () => 'ok');
  app.get('/messages', async () => ({ messages: [] }));
  app.get('/reports', { config: { access: { groups: ['moderators'] } } }, async () => ({ reports: [] }));
  return app;
}
