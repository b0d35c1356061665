import { ConfigError } from '../errors.ts';
import { refuseLostOptions } from '../options/option-checks.ts';
import { ownMember, withoutPrototype } from '../own-member.ts';
import { REASONS, type ReasonRow } from '../reasons.ts';
import type { RejectedToken } from '../result.ts';
import { type Guard, type ResolvedGuard, resolveGuard } from './guards.ts';

/** A refusal as plain data, ready to be copied onto any response. */
export interface HttpRefusal {
  readonly status: ReasonRow['status'];
  readonly headers: Readonly<Record<string, string>>;
  /** To be sent as JSON. */
  readonly body: {
    readonly error: string;
    readonly error_description: string;
    readonly reason: RejectedToken['reason'];
  };
}

const SECONDS_IF_UNKNOWN = 5;

/** The errors after which a client asks for another token. After `insufficient_user_authentication` it has the scopes. */
const TELL_SCOPE: readonly ReasonRow['error'][] = ['invalid_token', 'insufficient_scope'];

/** What the body says where OAuth has no code. */
const ERROR_BY_STATUS = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  503: 'temporarily_unavailable',
} as const;

/**
 * How a refused token is answered: status, `WWW-Authenticate` or `Retry-After`, and a JSON body. Holds nothing from the
 * token or the request.
 *
 * @param guard what the operation needs: `scopes`, `maxAuthAgeSeconds`, `acr` and `resourceMetadataUrl` are told in the
 *   challenge. Nothing is checked by it here
 * @throws {ConfigError} for a good token, an unknown member, or names that no token can hold
 * @see RFC 6750 section 3, RFC 9470 section 3, RFC 9728 section 5.1
 */
export function toHttpRefusal(rejected: RejectedToken, guard: Guard<never, never> = {}): HttpRefusal {
  refuseLostOptions(arguments, 2, 'toHttpRefusal(rejected, guard) takes a refusal and a guard');
  const { token_valid, reason } = withoutPrototype(rejected);
  if (token_valid !== false || !Object.hasOwn(REASONS, reason)) {
    throw new ConfigError('toHttpRefusal takes a refused result: ask for token_valid first');
  }
  return refusalOf(rejected, resolveGuard(guard));
}

export function refusalOf(rejected: RejectedToken, guard: ResolvedGuard): HttpRefusal {
  const { reason } = rejected;
  // Without prototype: most rows have no `error`, and an inherited one would be written into a header.
  const row: ReasonRow = withoutPrototype(REASONS[reason]);
  const headers: Record<string, string> = withoutPrototype({ 'Cache-Control': 'no-store' });
  if (row.status === 503) {
    // No challenge: the credential may be perfect.
    headers['Retry-After'] = String(wholeSeconds(ownMember(rejected, 'retryAfterSeconds')));
  } else {
    headers['WWW-Authenticate'] = challengeOf(row, guard);
  }
  return {
    status: row.status,
    headers,
    body: { error: row.error ?? ERROR_BY_STATUS[row.status], error_description: row.message, reason },
  };
}

/** Checked, because a user's own verifier or test double may have made the refusal. */
function wholeSeconds(given: unknown): number {
  return Number.isFinite(given) ? Math.max(1, Math.ceil(Number(given))) : SECONDS_IF_UNKNOWN;
}

/**
 * No `error` is told where OAuth has none: a missing token is no failure, and a group or a permission is nothing that a
 * client could obtain.
 */
function challengeOf({ status, error, message }: ReasonRow, guard: ResolvedGuard): string {
  const parameters = ['realm="api"'];
  if (error !== undefined) parameters.push(`error="${error}"`, `error_description="${message}"`);
  if (error === undefined ? status === 401 : TELL_SCOPE.includes(error)) parameters.push(...scopeOf(guard));
  if (error === 'insufficient_user_authentication') parameters.push(...neededSignInOf(guard));
  if (guard.resourceMetadataUrl !== undefined) parameters.push(`resource_metadata="${guard.resourceMetadataUrl}"`);
  return `Bearer ${parameters.join(', ')}`;
}

/** Everything that the operation needs, at once; of alternatives the first. */
function scopeOf({ scopes }: ResolvedGuard): readonly string[] {
  if (scopes === undefined) return [];
  return [`scope="${[...scopes.all, ...(scopes.any ?? []).slice(0, 1)].join(' ')}"`];
}

/** What a client asks the sign-in for (RFC 9470 section 4). Both, whichever is lacking: what it gets must hold both. */
function neededSignInOf({ acr, maxAuthAgeSeconds }: ResolvedGuard): readonly string[] {
  return [
    ...(acr === undefined ? [] : [`acr_values="${acr.join(' ')}"`]),
    ...(maxAuthAgeSeconds === undefined ? [] : [`max_age="${maxAuthAgeSeconds}"`]),
  ];
}

/** What earlier middleware may have said of a body of its own, by which a client would misread the refusal's. To be removed. */
export const HEADERS_OF_ANOTHER_BODY = ['Content-Encoding', 'ETag', 'Transfer-Encoding', 'Trailer'] as const;

/** A header's value beside the one that the response has already: another scheme's challenge stays, nothing else does. */
export function besidePresent(name: string, value: string, present: unknown): string | string[] {
  if (name !== 'WWW-Authenticate' || present === undefined) return value;
  return [...new Set([present, value].flat().map(String))];
}
