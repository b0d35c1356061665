import { ConfigError } from '../errors.ts';
import { membersOf, refuseFurtherArguments } from '../options/option-checks.ts';
import { urlOf } from '../options/url-check.ts';

/** Options of `authorizationServerMetadata`. */
export interface AuthorizationServer {
  /** Where the document is served: your own origin, `https://mcp.example.com`. Not the issuer of the user pool. */
  readonly issuer: string;
  /** Where the user pool shows its login: `https://auth.example.com`, or `https://{prefix}.auth.{region}.amazoncognito.com`. */
  readonly domain: string;
  /** `true` if the pool has dynamic client registration; clients then register themselves. */
  readonly registration?: boolean;
}

/** To be served as JSON, without authentication and with `Access-Control-Allow-Origin: *`. */
export interface AuthorizationServerMetadata {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  revocation_endpoint: string;
  registration_endpoint?: string;
  response_types_supported: string[];
  grant_types_supported: string[];
  code_challenge_methods_supported: string[];
  token_endpoint_auth_methods_supported: string[];
}

/**
 * The metadata of Cognito's login, with what Cognito's own document leaves out: that it takes PKCE, without which MCP clients must
 * refuse. Serve it at `{issuer}/.well-known/oauth-authorization-server`. Clients go from there straight to Cognito: nothing is
 * passed through your server.
 *
 * @throws {ConfigError} for a missing, unknown or wrong option
 * @see RFC 8414, https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
 */
export function authorizationServerMetadata(options: AuthorizationServer): AuthorizationServerMetadata {
  refuseFurtherArguments(arguments, 1, 'authorizationServerMetadata takes one object with all options');
  const names = ['issuer', 'domain', 'registration'];
  const { issuer, domain, registration = false } = membersOf<AuthorizationServer>('options', options, names);
  if (typeof registration !== 'boolean') throw new ConfigError('registration must be true or false');
  const login = domainOf(domain);
  return {
    issuer: urlOf('issuer', issuer),
    authorization_endpoint: `${login}/oauth2/authorize`,
    token_endpoint: `${login}/oauth2/token`,
    revocation_endpoint: `${login}/oauth2/revoke`,
    ...(registration && { registration_endpoint: `${login}/oauth2/register` }),
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
  };
}

function domainOf(given: unknown): string {
  const domain = urlOf('domain', given);
  if (!/^https:\/\/(?:issuer-)?cognito-idp\./.test(domain)) return domain;
  throw new ConfigError(
    'domain is the host of the keys and the API: give the domain of the login pages, which is set up under "Domain" in the user pool',
  );
}
