import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { type NameRule, namesOf, QUOTABLE, SCOPE_NAMES } from '../options/name-check.ts';
import { functionOf, membersOf } from '../options/option-checks.ts';
import { showUrl, urlOf } from '../options/url-check.ts';
import { ownMember, withoutPrototype } from '../own-member.ts';
import { type RejectedToken, reject, type VerifiedToken } from '../result.ts';
import { clockOf } from '../verifier-clock.ts';
import { answerAbout, type VerifierLike } from './authenticate-request.ts';
import { type StepUp, slipOfSignIn, stepUpOf } from './step-up.ts';

/** What a token must hold: a plain array means all of it. */
export type Requirement = readonly string[] | { readonly all?: readonly string[]; readonly any?: readonly string[] };

/**
 * What a verified token must have to pass a route. With several members, all must hold. `Custom` types your own claims for `check`; it
 * is not checked.
 */
export interface Guard<Use extends TokenUse = TokenUse, Custom = CustomAttributes> {
  /** Scopes of the access token's `scope`, such as `api.example.com/orders.read`. ID tokens have none. */
  readonly scopes?: Requirement;
  /** Groups of `cognito:groups`. */
  readonly groups?: Requirement;
  /**
   * A check of your own: for a tenant, a role, a group kept in a claim of your own. Only `true`, or a promise of it,
   * passes; anything else is `permission_missing`. After a promise the token is judged once more. What it throws is a 500
   * of the host.
   */
  readonly check?: (token: VerifiedToken<Use, Custom>) => boolean | Promise<boolean>;
  /**
   * How long ago the user may have signed in, in whole seconds, 1 to 315,360,000: for operations that ask for a recent
   * sign-in. Judged by `auth_time`, which a refresh keeps, and by the verifier's clock; a token without it never passes.
   * @see RFC 9470
   */
  readonly maxAuthAgeSeconds?: number;
  /**
   * The names of the levels of authentication that are good enough here, such as `['urn:cognito:loa:3',
   * 'urn:cognito:loa:4']`: the token's `acr` must be one of them. Name each, because no level includes another.
   * @see RFC 9470, https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
   */
  readonly acr?: readonly string[];
  /**
   * Where the metadata of this resource is served (RFC 9728), for clients that find out by it where to sign in, such as
   * those of MCP. It is told in every challenge. An absolute `https:` URL, or `http:` on loopback.
   */
  readonly resourceMetadataUrl?: string;
}

export const GUARD_MEMBERS: readonly string[] = Object.keys({
  scopes: null,
  groups: null,
  check: null,
  maxAuthAgeSeconds: null,
  acr: null,
  resourceMetadataUrl: null,
} satisfies Record<keyof Guard, null>);

/** Cognito's own: letters, marks, symbols, numbers, punctuation; no spaces. */
const GROUP_NAMES: NameRule = {
  pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u,
  words: 'letters, marks, symbols, numbers and punctuation, without spaces',
};

interface ResolvedRequirement {
  readonly all: readonly string[];
  readonly any: readonly string[] | undefined;
}

/** A guard that was checked when the route was declared. */
export interface ResolvedGuard extends StepUp {
  readonly scopes: ResolvedRequirement | undefined;
  readonly groups: ResolvedRequirement | undefined;
  readonly check: ((token: VerifiedToken) => unknown) | undefined;
  readonly resourceMetadataUrl: string | undefined;
}

/** @throws {ConfigError} for an empty list, an unknown member, or a value that no token or no header can hold */
export function resolveGuard(given: Guard<never, never>): ResolvedGuard {
  const guard = membersOf<Guard<never, never>>('guard', given, GUARD_MEMBERS);
  const { scopes, groups, check, maxAuthAgeSeconds, acr, resourceMetadataUrl } = guard;
  return Object.freeze(
    withoutPrototype({
      scopes: requirementOf('scopes', scopes, SCOPE_NAMES),
      groups: requirementOf('groups', groups, GROUP_NAMES),
      // The one cast: the guard is used with the verifier that its `check` was written for.
      check: check === undefined ? undefined : (functionOf('check', check) as ResolvedGuard['check']),
      ...stepUpOf({ maxAuthAgeSeconds, acr }),
      resourceMetadataUrl: resourceMetadataUrl === undefined ? undefined : metadataUrlOf(resourceMetadataUrl),
    }),
  );
}

function metadataUrlOf(given: unknown): string {
  const url = urlOf('resourceMetadataUrl', given, 'address');
  if (QUOTABLE.test(url)) return url;
  throw new ConfigError(`resourceMetadataUrl must be ASCII without quotes: percent-encode it, unlike ${showUrl(url)}`);
}

function requirementOf(name: string, given: unknown, rule: NameRule): ResolvedRequirement | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null) {
    throw new ConfigError(`${name} must be an array of names, or an object with all or any`);
  }
  const members = Array.isArray(given) ? { all: given } : given;
  const { all, any } = membersOf<{ all?: unknown; any?: unknown }>(name, members, ['all', 'any']);
  if (all === undefined && any === undefined) {
    throw new ConfigError(`${name} must name something: an array, all or any`);
  }
  return {
    all: all === undefined ? [] : namesOf(name, all, rule),
    any: any === undefined ? undefined : namesOf(name, any, rule),
  };
}

const YES = { answer: true, rejected: undefined };

/** The refusal of a verified token that may not pass, or undefined. Asked on every request, for remembered tokens too. */
export async function rejectionByGuard(
  token: VerifiedToken,
  guard: ResolvedGuard,
  verifier: VerifierLike,
): Promise<RejectedToken | undefined> {
  const { scopes, groups, check } = guard;
  // Unchecked, because a user's own verifier or test double may have made the token.
  const claims = token.claims as unknown as Readonly<Record<string, unknown>>;
  const scope = token.token_use === 'access' ? String(ownMember(claims, 'scope') ?? '').split(' ') : [];
  if (scopes !== undefined && !holds(scope, scopes)) return reject('scope_missing', { claims });
  if (groups !== undefined && !holds(ownMember(claims, 'cognito:groups'), groups)) {
    return reject('group_missing', { claims });
  }
  const said = check === undefined ? YES : await answerAbout(verifier, token, check);
  if (said.rejected !== undefined) return said.rejected;
  if (said.answer !== true) return reject('permission_missing', { claims });
  // Last, because whoever may not do this operation at all should not have to sign in again to learn it.
  const cause = slipOfSignIn(claims, guard, clockOf(verifier, ownMember(claims, 'iss')));
  return cause === undefined ? undefined : reject('step_up_required', { claims, cause });
}

function holds(held: unknown, { all, any }: ResolvedRequirement): boolean {
  const names = new Set<unknown>(Array.isArray(held) ? held : []);
  return all.every((name) => names.has(name)) && (any === undefined || any.some((name) => names.has(name)));
}
