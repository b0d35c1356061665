import type { AccessTokenClaims } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { refuseFurtherArguments } from '../options/option-checks.ts';
import { parseUrl } from '../options/url-check.ts';
import { ownMember } from '../own-member.ts';
import type { VerifiedToken } from '../result.ts';

/** What the SDKs of MCP call `AuthInfo`: it fits that of `@modelcontextprotocol/sdk` and of `@modelcontextprotocol/server`. */
export interface McpAuthInfo<Custom = unknown> {
  token: string;
  clientId: string;
  scopes: string[];
  /** Seconds since 1970. */
  expiresAt: number;
  /** The resource that the token is bound to, if it is bound to one. */
  resource?: URL;
  extra: { claims: AccessTokenClaims & Custom };
}

const USAGE = 'toMcpAuthInfo takes the verified access token alone, as requireAuth gives it:';

/**
 * A verified access token in the form in which MCP servers hand it to their tools. `extra.claims` has all claims.
 *
 * Let `requireAuth` answer the refusals. `requireBearerAuth` of the SDKs cannot answer 503: there an outage is a 500, or a 401 that
 * signs users out.
 *
 * @throws {ConfigError} for a refused token, or an ID token
 */
export function toMcpAuthInfo<Custom>(auth: VerifiedToken<'access', Custom>): McpAuthInfo<Custom> {
  refuseFurtherArguments(arguments, 1, USAGE);
  if (auth?.token_valid !== true) throw new ConfigError(`${USAGE} ask for token_valid first`);
  if (auth.token_use !== 'access') throw new ConfigError(`${USAGE} make the verifier with tokenUse: 'access'`);
  const { token, claims } = auth;
  const resource = resourceOf(ownMember(claims, 'aud'));
  return {
    token,
    clientId: claims.client_id,
    scopes: String(ownMember(claims, 'scope') ?? '')
      .split(' ')
      .filter((scope) => scope !== ''),
    expiresAt: claims.exp,
    ...(resource !== undefined && { resource }),
    extra: { claims },
  };
}

/** The first that is a URL: a Lambda can put an app client ID into `aud`, which is none. */
function resourceOf(aud: unknown): URL | undefined {
  return [aud]
    .flat()
    .map((name) => parseUrl(String(name)))
    .find((url) => url !== undefined);
}
