import type { TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { refuseFurtherArguments } from '../options/option-checks.ts';
import { ownMember } from '../own-member.ts';

/** What an authorizer before this function found out about the token. */
export interface AuthorizerClaims {
  readonly sub: string;
  readonly token_use: TokenUse;
  /** The app client: `client_id` of an access token, `aud` of an ID token. */
  readonly client_id?: string;
  /** `username` of an access token, `cognito:username` of an ID token. */
  readonly username?: string;
  readonly groups: readonly string[];
  /**
   * Whether the names could be other ones. AWS's own authorizers write all names into one text, between commas or brackets, which a name may hold
   * itself: `a,b` is two groups or one. A space between brackets is taken for the end of a name, because the names of a pool's groups have
   * none; one that a pre token generation trigger wrote, `[no admins]`, reads as two, and is not told. Ours, and AppSync's, leave no doubt.
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html the pattern of GroupName
   */
  readonly groups_ambiguous: boolean;
  readonly scopes: readonly string[];
  /** Seconds since 1970. */
  readonly exp: number;
  /** As the authorizer handed them on, nearly always as strings: for claims of your own. */
  readonly claims: Readonly<Record<string, unknown>>;
}

type Claims = Readonly<Record<string, unknown>>;

interface Found {
  readonly claims: Claims;
  /** Who wrote them, which decides how lists are written. */
  readonly by: 'us' | 'rest' | 'http' | 'appsync';
}

const NAMES = {
  us: { client_id: 'client_id', username: 'username', groups: 'groups' },
  access: { client_id: 'client_id', username: 'username', groups: 'cognito:groups' },
  id: { client_id: 'aud', username: 'cognito:username', groups: 'cognito:groups' },
} as const;

/**
 * The claims that an authorizer of API Gateway or AppSync has put into the event, in one typed form: REST's Cognito
 * authorizer, the JWT authorizer of HTTP APIs, AppSync's own, and those of this entry. They are as trustworthy as the authorizer: no
 * signature is checked here. A route that has none is a mistake of the deployment, so it throws and gives nobody a page.
 *
 * @throws {ConfigError} for an event without claims of a Cognito token
 */
export function readAuthorizerClaims(event: object): AuthorizerClaims {
  refuseFurtherArguments(
    arguments,
    1,
    'readAuthorizerClaims(event) takes the event that the function got, and nothing else',
  );
  const { claims, by } = foundIn(event);
  const token_use = ownMember(claims, 'token_use');
  const sub = textOf(claims, 'sub');
  const exp = secondsOf(ownMember(claims, 'exp'));
  if (sub === undefined || exp === undefined || (token_use !== 'access' && token_use !== 'id')) throw incomplete(by);
  const names = by === 'us' ? NAMES.us : NAMES[token_use];
  const client_id = textOf(claims, names.client_id);
  const username = textOf(claims, names.username);
  return {
    sub,
    token_use,
    ...(client_id !== undefined && { client_id }),
    ...(username !== undefined && { username }),
    ...groupsOf(ownMember(claims, names.groups), by),
    scopes: words(ownMember(claims, 'scope')),
    exp,
    claims,
  };
}

function foundIn(event: unknown): Found {
  const authorizer = memberOf(memberOf(event, 'requestContext'), 'authorizer');
  const identity = memberOf(event, 'identity');
  const isHttpApi = ownMember(Object(event), 'version') !== undefined;
  const places: readonly { readonly claims: Claims | undefined; readonly by: Found['by'] }[] = [
    { claims: memberOf(memberOf(authorizer, 'jwt'), 'claims'), by: 'http' },
    { claims: memberOf(authorizer, 'lambda'), by: 'us' },
    { claims: memberOf(authorizer, 'claims'), by: isHttpApi ? 'http' : 'rest' },
    { claims: memberOf(identity, 'resolverContext'), by: 'us' },
    { claims: memberOf(identity, 'handlerContext'), by: 'us' },
    { claims: memberOf(identity, 'claims'), by: 'appsync' },
    { claims: authorizer, by: 'us' },
  ];
  const found = places.find((place): place is Found => place.claims !== undefined);
  if (found !== undefined) return found;
  throw new ConfigError(
    'No authorizer has put anything into this event: attach one to the route (a Cognito or JWT authorizer, or one of ' +
      'cognito-guard/lambda), or verify the token here, by authenticate or requireAuth',
  );
}

function memberOf(object: unknown, name: string): Claims | undefined {
  const member = typeof object === 'object' && object !== null ? ownMember(object, name) : undefined;
  return typeof member === 'object' && member !== null ? (member as Claims) : undefined;
}

function incomplete(by: Found['by']): ConfigError {
  return new ConfigError(
    by === 'us'
      ? 'What the authorizer handed on has no sub, token_use and exp: if it is one of cognito-guard/lambda, its context ' +
          'function must return them; with an IAM authorizer, or one of other authors, there is nothing to read here'
      : 'What the authorizer handed on are not the claims of a Cognito token: sub, token_use or exp is missing',
  );
}

function textOf(claims: Claims, name: string): string | undefined {
  const value = ownMember(claims, name);
  return typeof value === 'string' ? value : undefined;
}

/** REST's Cognito authorizer writes a date in words (`Fri Jul 29 18:52:53 UTC 2016`), every other host the number. */
function secondsOf(exp: unknown): number | undefined {
  const text = typeof exp === 'number' ? String(exp) : exp;
  if (typeof text !== 'string' || text === '') return undefined;
  const seconds = Number(text);
  const found = Number.isNaN(seconds) ? Date.parse(text) / 1000 : seconds;
  return Number.isFinite(found) ? found : undefined;
}

function words(text: unknown): readonly string[] {
  return typeof text === 'string' ? text.split(' ').filter((word) => word !== '') : [];
}

function groupsOf(held: unknown, by: Found['by']): Pick<AuthorizerClaims, 'groups' | 'groups_ambiguous'> {
  if (Array.isArray(held)) return { groups: held.map(String), groups_ambiguous: false };
  if (typeof held !== 'string' || by === 'us') return { groups: words(held), groups_ambiguous: false };
  const between = /^\[(.*)\]$/s.exec(held)?.[1];
  if (between === undefined) {
    const groups = held.split(',').filter((name) => name !== '');
    return { groups, groups_ambiguous: groups.length > 1 };
  }
  return { groups: words(between), groups_ambiguous: by === 'rest' || /[[\],]/.test(between) };
}
