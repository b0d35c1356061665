import type { TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { functionOf, membersOf, showText, textOf, textsOf } from '../options/option-checks.ts';
import { ownMember, withoutPrototype } from '../own-member.ts';
import { type RejectedToken, reject, type VerifiedToken } from '../result.ts';

/** What a token must hold: a plain array means all of it. */
export type Requirement = readonly string[] | { readonly all?: readonly string[]; readonly any?: readonly string[] };

/** What a verified token must have to pass a route. With several members, all must hold. */
export interface Guard<Use extends TokenUse = TokenUse> {
  /** Scopes of the access token's `scope`, such as `api.example.com/orders.read`. ID tokens have none. */
  readonly scopes?: Requirement;
  /** Groups of `cognito:groups`. */
  readonly groups?: Requirement;
  /**
   * A check of your own: for a tenant, a role, a group kept in a claim of your own. Only `true`, or a promise of it,
   * passes; anything else is `permission_missing`. What it throws is a 500 of the host.
   */
  readonly check?: (token: VerifiedToken<Use>) => boolean | Promise<boolean>;
}

export const GUARD_MEMBERS: readonly string[] = Object.keys({
  scopes: true,
  groups: true,
  check: true,
} satisfies Record<keyof Guard, true>);

/** RFC 6750 section 3: a scope goes into a header, so its alphabet is checked here, once. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
/** Cognito's own: letters, marks, symbols, numbers, punctuation; no spaces. */
const GROUP = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

interface ResolvedRequirement {
  readonly all: readonly string[];
  readonly any: readonly string[] | undefined;
}

/** A guard that was checked when the route was declared. */
export interface ResolvedGuard {
  readonly scopes: ResolvedRequirement | undefined;
  readonly groups: ResolvedRequirement | undefined;
  readonly check: ((token: VerifiedToken) => unknown) | undefined;
}

/** @throws {ConfigError} for an empty list, an unknown member, or a name that no token can hold */
export function resolveGuard(given: Guard<never>): ResolvedGuard {
  const { scopes, groups, check } = membersOf<Guard<never>>('guard', given, GUARD_MEMBERS);
  return Object.freeze(
    withoutPrototype({
      scopes: requirementOf('scopes', scopes, SCOPE),
      groups: requirementOf('groups', groups, GROUP),
      // The one cast: the guard is used with the verifier that its `check` was written for.
      check: check === undefined ? undefined : (functionOf('check', check) as ResolvedGuard['check']),
    }),
  );
}

function requirementOf(name: string, given: unknown, pattern: RegExp): ResolvedRequirement | undefined {
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
    all: all === undefined ? [] : namesOf(name, all, pattern),
    any: any === undefined ? undefined : namesOf(name, any, pattern),
  };
}

function namesOf(name: string, given: unknown, pattern: RegExp): readonly string[] {
  if (!Array.isArray(given)) throw new ConfigError(`${name} must be an array of names`);
  return textsOf(name, given, function oneNameOf(_, value) {
    const text = textOf(name, value);
    if (pattern.test(text)) return text;
    throw new ConfigError(`${name} must have no spaces, quotes or control characters, unlike ${showText(text)}`);
  });
}

/** The refusal of a verified token that may not pass, or undefined. Asked on every request, for remembered tokens too. */
export async function rejectionByGuard(
  token: VerifiedToken,
  { scopes, groups, check }: ResolvedGuard,
): Promise<RejectedToken | undefined> {
  // Unchecked, because a user's own verifier or test double may have made the token.
  const claims = token.claims as unknown as Readonly<Record<string, unknown>>;
  const scope = token.token_use === 'access' ? String(ownMember(claims, 'scope') ?? '').split(' ') : [];
  if (scopes !== undefined && !holds(scope, scopes)) return reject('scope_missing', { claims });
  if (groups !== undefined && !holds(ownMember(claims, 'cognito:groups'), groups)) {
    return reject('group_missing', { claims });
  }
  if (check !== undefined && (await check(token)) !== true) return reject('permission_missing', { claims });
  return undefined;
}

function holds(held: unknown, { all, any }: ResolvedRequirement): boolean {
  const names = new Set<unknown>(Array.isArray(held) ? held : []);
  return all.every((name) => names.has(name)) && (any === undefined || any.some((name) => names.has(name)));
}
