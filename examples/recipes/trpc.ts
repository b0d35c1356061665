// tRPC: who is signed in is in the context, and procedures refuse. An UNAUTHORIZED for every refusal would sign users out
// during an outage of ours, and tRPC by itself sends no challenge and no Retry-After.
import { initTRPC, TRPCError } from '@trpc/server';
import { type CreateHTTPContextOptions, createHTTPHandler } from '@trpc/server/adapters/standalone';
import {
  authenticateRequest,
  REASONS,
  type RejectedToken,
  toHttpRefusal,
  type VerifierLike,
  type VerifyResult,
} from 'cognito-guard';

const CODES = { 400: 'BAD_REQUEST', 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 503: 'SERVICE_UNAVAILABLE' } as const;

class RefusedError extends TRPCError {
  readonly refusal;
  constructor(rejected: RejectedToken) {
    const refusal = toHttpRefusal(rejected);
    super({ code: CODES[refusal.status], message: rejected.message });
    this.refusal = refusal;
  }
}

const t = initTRPC.context<{ readonly auth: VerifyResult }>().create({
  errorFormatter: ({ shape, error }) => {
    const reason = error instanceof RefusedError ? error.refusal.body.reason : undefined;
    return { ...shape, data: { ...shape.data, reason } };
  },
});

const signedIn = t.procedure.use(({ ctx: { auth }, next }) => {
  if (!auth.token_valid) throw new RefusedError(auth);
  return next({ ctx: { auth } });
});

const moderator = signedIn.use(({ ctx, next }) => {
  if (ctx.auth.claims['cognito:groups']?.includes('moderators')) return next();
  throw new RefusedError({ token_valid: false, reason: 'group_missing', message: REASONS.group_missing.message });
});

export const appRouter = t.router({
  motd: t.procedure.query(() => 'Welcome'),
  me: signedIn.query(({ ctx }) => ctx.auth.claims.sub),
  reports: moderator.query((): string[] => []),
});

export function createApp(verifier: VerifierLike) {
  return createHTTPHandler({
    router: appRouter,
    createContext: async ({ req }: CreateHTTPContextOptions) => ({ auth: await authenticateRequest(verifier, req) }),
    // Not behind httpBatchStreamLink: there the head of the response is sent before any procedure has run.
    responseMeta: ({ errors }) => {
      const headers = errors.find((error) => error instanceof RefusedError)?.refusal.headers;
      return headers === undefined ? {} : { headers: new Headers(headers) };
    },
  });
}
