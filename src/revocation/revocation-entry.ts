import { ConfigError } from '../errors.ts';
import { membersOf, textOf } from '../options/option-checks.ts';
import { isPlausible } from '../plausible-time.ts';

/** What an entry names: one sign-in, one token, all tokens of a user, or all tokens of an app client. */
export type RevocationKind = 'session' | 'token' | 'user' | 'client';

interface Kept {
  /**
   * When the last token that the entry names expires; default: the list's `maxTokenLifetimeSeconds` after `before`, or
   * after now. Every token must have expired by then, or it is accepted again. The entry is kept for an hour longer, because verifiers may forgive so much.
   */
  readonly until?: Date;
}
interface IssuedBefore extends Kept {
  /**
   * Tokens issued by then are revoked; default now. Cognito tells whole seconds, so a token of the same second is
   * revoked as well: one that was issued at the moment of the sign-out must not survive it.
   */
  readonly before?: Date;
}

/** What is revoked. A copy of each is kept until no token that it names can be alive. */
export type RevocationEntry =
  /** All tokens of one sign-in: its `origin_jti`. End the session at Cognito too, or a refresh goes on making tokens. */
  | ({ readonly session: string } & Kept)
  /** One token: its `jti`. */
  | ({ readonly token: string } & Kept)
  /** All tokens of a user that were issued by then: the `sub`. */
  | ({ readonly user: string } & IssuedBefore)
  /** All tokens of an app client that were issued by then: the `client_id`. */
  | ({ readonly client: string } & IssuedBefore);

/** An entry as it is kept and sent. Times are whole seconds since 1970. */
export interface KeptEntry {
  readonly kind: RevocationKind;
  readonly id: string;
  /** Tokens issued until then, that second included; undefined where the kind does not ask for it. */
  readonly before: number | undefined;
  /** When the last of its tokens expires. */
  readonly until: number;
}

export const KINDS: readonly RevocationKind[] = ['session', 'token', 'user', 'client'];
const MEMBERS = [...KINDS, 'before', 'until'];

/** No identifier of Cognito's comes near to it. It bounds what an entry takes. */
const LONGEST_ID = 1_024;

/** A JWT or a JWE, whose header begins with `{"`. Kept as a name it would match no token, and nobody would know. */
const TOKEN = /^(?:bearer )?eyJ[\w-]*(?:\.[\w-]*){2,4}$/i;

/** `before` is asked of kinds that name whoever gets new tokens; a session or a token is revoked as a whole. */
export const comparesTime = (kind: RevocationKind) => kind === 'user' || kind === 'client';

/**
 * Checks what a user wants to revoke, and fills in the defaults.
 * @throws {ConfigError} for anything but one kind with its text and fitting times
 */
export function entryOf(given: RevocationEntry, terms: { readonly at: number; readonly lifetime: number }): KeptEntry {
  const members = membersOf<Partial<Record<RevocationKind | 'before' | 'until', unknown>>>('entry', given, MEMBERS);
  const [kind, ...others] = KINDS.filter((name) => Object.hasOwn(members, name));
  if (kind === undefined || others.length > 0) {
    throw new ConfigError(`entry must name one of ${KINDS.join(', ')}, and no more: revoke each by itself`);
  }
  const id = textOf(`entry.${kind}`, members[kind]);
  if (TOKEN.test(id)) {
    throw new ConfigError(
      `entry.${kind} is a token itself: give its jti (or origin_jti, sub or client_id), not the token`,
    );
  }
  if (id.length > LONGEST_ID) throw new ConfigError(`entry.${kind} is longer than ${LONGEST_ID} characters`);
  if (members.before !== undefined && !comparesTime(kind)) {
    throw new ConfigError('entry.before belongs to user and client: a session or a token is revoked as a whole');
  }
  const before = members.before === undefined ? terms.at : Math.floor(secondsOf('entry.before', members.before));
  const until =
    members.until === undefined ? before + terms.lifetime : Math.ceil(secondsOf('entry.until', members.until));
  return { kind, id, before: comparesTime(kind) ? before : undefined, until };
}

/** The same as a user gives it. */
export function asGiven({ kind, id, before, until }: KeptEntry): RevocationEntry {
  const times = { ...(before !== undefined && { before: new Date(before * 1000) }), until: new Date(until * 1000) };
  // The one cast: a computed name is no kind to the compiler.
  return Object.freeze({ [kind]: id, ...times }) as unknown as RevocationEntry;
}

/** Asked in this way because a test runner's sandbox has a Date of its own. */
function secondsOf(name: string, value: unknown): number {
  const isDate = Object.prototype.toString.call(value) === '[object Date]';
  const time = isDate ? Number(value) : Number.NaN;
  if (isPlausible(time)) return time / 1000;
  const hint = isDate ? ': of seconds, such as exp, make new Date(1000 * exp)' : '';
  throw new ConfigError(`${name} must be a valid Date, later than 2013 and before 2100${hint}`);
}
