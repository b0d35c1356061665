import { record } from '../options/option-checks.ts';
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
 * @param guard what the operation needs: its `scopes` are told in the challenge. Nothing is checked by it here
 * @throws {ConfigError} for an unknown member, or names that no token can hold
 * @see RFC 6750 section 3
 */
export function toHttpRefusal(rejected: RejectedToken, guard: Guard = {}): HttpRefusal {
  const { scopes, groups } = record<Guard>('guard', guard, ['scopes', 'groups']);
  return refusalOf(rejected, resolveGuard({ scopes, groups }));
}

export function refusalOf({ reason, retryAfterSeconds }: RejectedToken, guard: ResolvedGuard): HttpRefusal {
  // Without prototype, or a polluted one could write into a header.
  const row: ReasonRow & { __proto__: null } = { __proto__: null, ...REASONS[reason] };
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  if (row.status === 503) {
    // No challenge: the credential may be perfect.
    headers['Retry-After'] = String(Math.max(1, Math.ceil(retryAfterSeconds ?? SECONDS_IF_UNKNOWN)));
  } else {
    headers['WWW-Authenticate'] = challenge(row, guard);
  }
  return {
    status: row.status,
    headers,
    body: { error: row.error ?? ERROR_BY_STATUS[row.status], error_description: row.message, reason },
  };
}

/** Neither a missing token nor a missing group has an `error`: the one is no failure, the other nothing a client can obtain. */
function challenge({ status, error, message }: ReasonRow, { scopes }: ResolvedGuard): string {
  const parameters = ['realm="api"'];
  if (error !== undefined) parameters.push(`error="${error}"`, `error_description="${message}"`);
  const tellsScope = error === undefined ? status === 401 : error !== 'invalid_request';
  if (scopes !== undefined && tellsScope) {
    // Everything the operation needs, at once; of alternatives the first.
    const needed = [...(scopes.all ?? []), ...(scopes.any ?? []).slice(0, 1)];
    parameters.push(`scope="${needed.join(' ')}"`);
  }
  return `Bearer ${parameters.join(', ')}`;
}
