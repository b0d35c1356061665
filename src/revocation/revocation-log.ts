import { LONGEST_TOLERANCE_SECONDS } from '../options/verifier-config.ts';
import type { RedisLink } from './redis-link.ts';
import { REDIS_POLICY } from './redis-policy.ts';
import { comparesTime, type KeptEntry, KINDS, type RevocationKind } from './revocation-entry.ts';

// The log is one stream of the server. Its invariant: whoever finds the entry at which it stopped reading has missed nothing
// before it, because entries are added at the end alone, and leave from the front when no token that they name can be alive.

/** The identifier that the server gave an entry: its time and a count. Later ones are greater. */
export type Position = string;
/** Where an empty log stands. */
export const EMPTY: Position = '0-0';

export interface LoggedEntry {
  readonly position: Position;
  readonly entry: KeptEntry;
}

/** Kept beyond the lifetime of a token: an hour that clocks may differ by, and what a verifier may forgive. */
const MARGIN_SECONDS = 3_600 + LONGEST_TOLERANCE_SECONDS;

/**
 * Adds entries at the end, where ARGV[1] allows: it is '*', or the position that must still be the last one. Then looks
 * at the front. What has been there for longer than a token lives is deleted; an entry that was to be kept for longer goes to
 * the end, so that it does not hold up those behind it. Twice as many leave as come, so the log does not grow for ever.
 */
const APPEND = `
local key = KEYS[1]
local newest = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
if ARGV[1] ~= '*' and ARGV[1] ~= (newest and newest[1] or '${EMPTY}') then return '${EMPTY}' end
local function add(kind, id, before, till)
  return redis.call('XADD', key, '*', 'kind', kind, 'id', id, 'before', before, 'until', till)
end
local added = '${EMPTY}'
for i = 3, #ARGV, 4 do added = add(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end
local now = tonumber(redis.call('TIME')[1])
local last = string.format('%.0f', math.max(now - tonumber(ARGV[2]), 0) * 1000)
for _, old in ipairs(redis.call('XRANGE', key, '-', last, 'COUNT', (#ARGV - 2) / 2)) do
  local fields = old[2]
  if tonumber(fields[8]) + ${MARGIN_SECONDS} > now then add(fields[2], fields[4], fields[6], fields[8]) end
  redis.call('XDEL', key, old[1])
end
return added`;

export function createRevocationLog({ command }: RedisLink, key: string, maxTokenLifetimeSeconds: number) {
  const keptSeconds = String(maxTokenLifetimeSeconds + MARGIN_SECONDS);

  return {
    /** Resolves when something stands behind this position, or when nothing came for a second. */
    async news(position: Position): Promise<void> {
      const wait = ['COUNT', '1', 'BLOCK', String(REDIS_POLICY.newsWithin), 'STREAMS', key, position];
      await command(['XREAD', ...wait], REDIS_POLICY.newsWithin + REDIS_POLICY.answerWithin);
    },

    /** The entry at this position, if it is still there, and what follows: a full page, or everything up to the end. */
    async page(from: Position): Promise<readonly LoggedEntry[]> {
      const reply = await command(['XRANGE', key, from, '+', 'COUNT', String(REDIS_POLICY.page)]);
      return (reply as readonly unknown[]).map(loggedEntryOf);
    },

    async has(position: Position): Promise<boolean> {
      return ((await command(['XRANGE', key, position, position])) as readonly unknown[]).length > 0;
    },

    /**
     * Resolves when the server has acknowledged, to the position of the last of them. With a position in `onlyAt`, nothing is added if
     * others have added meanwhile.
     */
    async append(entries: readonly KeptEntry[], onlyAt: Position | '*'): Promise<Position> {
      const values = entries.flatMap(({ kind, id, before, until }) => [kind, id, String(before ?? ''), String(until)]);
      return String(await command(['EVAL', APPEND, '1', key, onlyAt, keptSeconds, ...values]));
    },
  };
}

export type RevocationLog = ReturnType<typeof createRevocationLog>;

/** Checked, because an entry that is not understood may revoke what this process goes on to accept. */
function loggedEntryOf(row: unknown): LoggedEntry {
  const [position, fields] = row as readonly [Position, readonly string[]];
  const [, kind = '', , id = '', , before = '', , until = ''] = fields;
  const names = fields.filter((_, at) => at % 2 === 0).join();
  const isKnown =
    names === 'kind,id,before,until' &&
    isKind(kind) &&
    (comparesTime(kind) ? isSeconds(before) : before === '') &&
    isSeconds(until);
  if (!isKnown) {
    throw new Error(
      'The stream holds an entry that this version of cognito-guard does not know: upgrade, or choose another key',
    );
  }
  return { position, entry: { kind, id, before: before === '' ? undefined : Number(before), until: Number(until) } };
}

const isSeconds = (text: string) => /^\d{1,11}$/.test(text);
const isKind = (kind: string): kind is RevocationKind => (KINDS as readonly string[]).includes(kind);
