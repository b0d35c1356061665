import { createHash, randomBytes } from 'node:crypto';
import type { PoolContext } from '../pool-context.ts';
import type { SignIn } from '../sign-ins.ts';
import type { User } from '../users.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

interface Grant {
  readonly request: AuthorizeRequest;
  readonly user: User;
  readonly expiresAt: number;
  signIn?: Promise<SignIn>;
}

const LIFETIME = 300_000;

export type Grants = ReturnType<typeof createGrants>;

/** Authorization codes. Each is bound to one redirect address and one PKCE challenge, lives five minutes, and works once. */
export function createGrants({ now, signIns }: PoolContext) {
  const grants = new Map<string, Grant>();

  function issue(request: AuthorizeRequest, user: User): string {
    const code = randomBytes(32).toString('base64url');
    grants.set(code, { request, user, expiresAt: now() + LIFETIME });
    return code;
  }

  /** A code that is used twice was stolen by one of the two users, so the tokens of the first use are revoked (RFC 6749, 4.1.2). */
  async function redeem(code: string, redirectUri: string, codeVerifier: string): Promise<SignIn | undefined> {
    const grant = grants.get(code);
    if (!grant) return undefined;
    if (grant.signIn) {
      (await grant.signIn).revoked = true;
      return undefined;
    }
    const { request, user } = grant;
    const isGood = grant.expiresAt > now() && redirectUri === request.redirectUri && user.enabled;
    if (!isGood || challengeOf(codeVerifier) !== request.codeChallenge) {
      grants.delete(code);
      return undefined;
    }
    grant.signIn = signIns.start(user, request.signIn);
    return grant.signIn;
  }

  return { issue, redeem };
}

function challengeOf(codeVerifier: string): string | undefined {
  if (!/^[\w.~-]{43,128}$/.test(codeVerifier)) return undefined;
  return createHash('sha256').update(codeVerifier).digest('base64url');
}
