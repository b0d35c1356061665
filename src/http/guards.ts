import { ConfigError } from '../errors.ts';
import { record } from '../options/option-checks.ts';
import { type RejectedToken, reject } from '../result.ts';

/** What a token must hold: a plain array means all of it. */
export type Requirement = readonly string[] | { readonly all?: readonly string[]; readonly any?: readonly string[] };

/** A guard is data. With both members, both must hold. */
export interface Guard {
  /** Scopes of the access token's `scope`, such as `api.example.com/orders.read`. */
  readonly scopes?: Requirement;
  /** Groups of `cognito:groups`. */
  readonly groups?: Requirement;
}

/** RFC 6750 section 3: a scope goes into a header, so its alphabet is checked here, once. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
/** Cognito's own: letters, marks, symbols, numbers, punctuation; no spaces. */
const GROUP = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

export type ResolvedGuard = ReturnType<typeof resolveGuard>;

/** @throws {ConfigError} for an empty list, an unknown member, or a name that no token can hold */
export function resolveGuard({ scopes, groups }: { [Member in keyof Guard]: Guard[Member] | undefined }) {
  return { scopes: requirement('scopes', scopes, SCOPE), groups: requirement('groups', groups, GROUP) };
}

interface ResolvedRequirement {
  readonly all: readonly string[] | undefined;
  readonly any: readonly string[] | undefined;
}

function requirement(name: string, given: Requirement | undefined, pattern: RegExp): ResolvedRequirement | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null)
    throw new ConfigError(`${name} must be an array of names, or an object with all or any`);
  const { all, any } = record<{ all?: unknown; any?: unknown }>(name, Array.isArray(given) ? { all: given } : given, [
    'all',
    'any',
  ]);
  if (all === undefined && any === undefined)
    throw new ConfigError(`${name} must name something: an array, all or any`);
  return { all: names(name, all, pattern), any: names(name, any, pattern) };
}

function names(name: string, given: unknown, pattern: RegExp): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (
    !Array.isArray(given) ||
    given.length === 0 ||
    !given.every((item) => typeof item === 'string' && pattern.test(item))
  ) {
    throw new ConfigError(`${name} must be a non-empty array of names without spaces, quotes or control characters`);
  }
  return [...given];
}

/** Why a verified token may not pass, or undefined. Runs on every call, remembered token or not. */
export function checkGuard(
  { claims }: { claims: object },
  { scopes, groups }: ResolvedGuard,
): RejectedToken | undefined {
  const unchecked = claims as Readonly<Record<string, unknown>>;
  // Own members only: a polluted Object.prototype must not lend a group.
  const own = (name: string) => (Object.hasOwn(unchecked, name) ? unchecked[name] : undefined);
  if (scopes !== undefined && !holds(String(own('scope') ?? '').split(' '), scopes)) {
    return reject('scope_missing', { claims: unchecked });
  }
  if (groups !== undefined && !holds(own('cognito:groups'), groups))
    return reject('group_missing', { claims: unchecked });
  return undefined;
}

function holds(held: unknown, { all = [], any }: ResolvedRequirement): boolean {
  const set = new Set(Array.isArray(held) ? held : []);
  return countHeld(set, all) === all.length && (any === undefined || countHeld(set, any) > 0);
}

/** A loop by index: code that patched Array.prototype must not decide for us. */
function countHeld(set: ReadonlySet<unknown>, names: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < names.length; at += 1) if (set.has(names[at])) count += 1;
  return count;
}
