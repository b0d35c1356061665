import { ConfigError } from '../errors.ts';
import { namesOf, SCOPE_NAMES } from '../options/name-check.ts';
import { membersOf, refuseFurtherArguments, textsOf } from '../options/option-checks.ts';
import { urlOf } from '../options/url-check.ts';

/** Options of `protectedResourceMetadata`. */
export interface ProtectedResource {
  /**
   * The URL that clients call, such as `https://mcp.example.com/mcp`; it is handed on as it is, to the byte. Clients refuse
   * metadata that names another URL than theirs, and Cognito copies it into `aud`: so it is also the verifier's `audience`.
   */
  readonly resource: string;
  /** Where clients look for the metadata of the login: the `issuer` of `authorizationServerMetadata`. */
  readonly authorizationServers: readonly string[];
  /** The scopes that a client asks for at first. Further ones are told by the challenge of what needs them. */
  readonly scopesSupported?: readonly string[];
}

/** To be served as JSON, without authentication and with `Access-Control-Allow-Origin: *`. */
export interface ProtectedResourceMetadata {
  resource: string;
  authorization_servers: string[];
  scopes_supported?: string[];
  bearer_methods_supported: string[];
}

/**
 * The document by which clients find out where to sign in for this resource. Its address has the path of the resource at its end:
 * `https://h/.well-known/oauth-protected-resource/mcp` for `https://h/mcp`. Name it in the guard as `resourceMetadataUrl`.
 *
 * @throws {ConfigError} for a missing, unknown or wrong option
 * @see RFC 9728
 */
export function protectedResourceMetadata(options: ProtectedResource): ProtectedResourceMetadata {
  refuseFurtherArguments(arguments, 1, 'protectedResourceMetadata takes one object with all options');
  const names = ['resource', 'authorizationServers', 'scopesSupported'];
  const { resource, authorizationServers, scopesSupported } = membersOf<ProtectedResource>('options', options, names);
  return {
    resource: urlOf('resource', resource, 'address'),
    authorization_servers: issuersOf(authorizationServers),
    ...(scopesSupported !== undefined && { scopes_supported: scopesOf(scopesSupported) }),
    bearer_methods_supported: ['header'],
  };
}

function issuersOf(given: unknown): string[] {
  if (!Array.isArray(given)) throw new ConfigError('authorizationServers must be an array of URLs');
  return [...textsOf('authorizationServers', given, urlOf)];
}

function scopesOf(given: unknown): string[] {
  const scopes = namesOf('scopesSupported', given, SCOPE_NAMES);
  if (!scopes.includes('offline_access')) return [...scopes];
  throw new ConfigError(
    'scopesSupported must not have offline_access: Cognito refuses a login with a scope that it does not know, ' +
      'and gives refresh tokens without it',
  );
}
