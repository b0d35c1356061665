import { FAULT_COUNT, type Findings, FLOOD_ENDPOINTS } from './protocol.ts';

interface Row {
  readonly title: string;
  readonly cell: (findings: Findings) => string;
  /** A number that is smaller for a better finding. */
  readonly badness: (findings: Findings) => number;
  /** Whether peers have described the behaviour themselves: all of them, or those at these positions. */
  readonly published: 'all' | readonly number[];
}

const [AWS, JOSE, JWKS_RSA, GET_JWKS] = [1, 2, 3, 4];

function minutes(value: number | undefined, forEver: string): string {
  if (value === undefined) return forEver;
  return value < 120 ? `${value} min` : `${value / 60} h`;
}

const WATCHED = 'over 48 h (watched)';
const sum = (values: Readonly<Record<string, number>>) =>
  Object.values(values).reduce((total, value) => total + value, 0);
const byEndpoint = (values: Findings['floodRequests']) =>
  FLOOD_ENDPOINTS.map((endpoint) => values[endpoint]).join(' / ');

/**
 * Sources of what is public: jose's documentation (cacheMaxAge, cooldownDuration) and SECURITY.md (limits are the caller's);
 * the READMEs of aws-jwt-verify (fetched once, then for an unknown kid; penalty box), jwks-rsa (cacheMaxAge, rateLimit) and
 * get-jwks (ttl, stale on error); auth0/node-jwks-rsa issues 385 and 502.
 */
const ROWS: readonly Row[] = [
  {
    title: `key-server faults survived, key known (of ${FAULT_COUNT})`,
    cell: ({ faultsSurvived }) => String(faultsSurvived),
    badness: ({ faultsSurvived }) => FAULT_COUNT - faultsSurvived,
    published: 'all',
  },
  {
    title: 'removed key trusted, busy process',
    cell: ({ removedBusyMinutes }) => minutes(removedBusyMinutes, WATCHED),
    badness: ({ removedBusyMinutes = 1e9 }) => removedBusyMinutes,
    published: [AWS, JOSE, JWKS_RSA, GET_JWKS],
  },
  {
    title: 'removed key trusted, idle process',
    cell: ({ removedIdleMinutes }) => minutes(removedIdleMinutes, WATCHED),
    badness: ({ removedIdleMinutes = 1e9 }) => removedIdleMinutes,
    published: [AWS, JOSE, JWKS_RSA],
  },
  {
    title: 'outage survived, key known',
    cell: ({ outageMinutes }) => minutes(outageMinutes, WATCHED),
    badness: ({ outageMinutes = 1e9 }) => -outageMinutes,
    published: [AWS, JOSE, JWKS_RSA],
  },
  ...FLOOD_ENDPOINTS.map(
    (endpoint): Row => ({
      title: `key requests for 5,000 random kids, endpoint: ${endpoint}`,
      cell: ({ floodRequests }) => String(floodRequests[endpoint]),
      badness: ({ floodRequests }) => floodRequests[endpoint],
      published: endpoint === 'healthy' ? [AWS, JOSE, JWKS_RSA] : [JWKS_RSA],
    }),
  ),
  {
    title: 'valid calls of 250 that failed in that flood: healthy / 500 / hang',
    cell: ({ floodValidFailed }) => byEndpoint(floodValidFailed),
    badness: ({ floodValidFailed }) => sum(floodValidFailed),
    published: [],
  },
  {
    title: 'most callers held at a time in that flood',
    cell: ({ floodMostHeld }) => String(floodMostHeld),
    badness: ({ floodMostHeld }) => floodMostHeld,
    published: [],
  },
  {
    title: 'thaw with dead sockets, failures of 30',
    cell: ({ thawFailures }) => String(thawFailures),
    badness: ({ thawFailures }) => thawFailures,
    // These two document that they retry; dead sockets after a freeze are documented for HTTP clients in general.
    published: [AWS, GET_JWKS],
  },
  {
    title: '100 MB key set, growth of memory in MB',
    cell: ({ hugeSetMegabytes }) => (hugeSetMegabytes < 1 ? 'under 1' : String(hugeSetMegabytes)),
    // Below 16 MB a difference cannot be told from the noise of the garbage collector.
    badness: ({ hugeSetMegabytes }) => Math.max(16, hugeSetMegabytes),
    published: [JOSE],
  },
];

export function tableOf(headings: readonly string[], columns: readonly Findings[]): string {
  const [ours] = columns;
  if (ours === undefined) throw new Error('Nothing was measured');
  const rows = ROWS.map((row) => {
    // If only bad figures were replaced by a dash, the dash would give them away. So as soon as one has to be held back, all
    // figures of that row are that have not been published.
    const nobodyIsWorse = columns.every((findings) => row.badness(findings) <= row.badness(ours));
    const cells = columns.map((findings, position) => {
      const isPublic = position === 0 || row.published === 'all' || row.published.includes(position);
      return isPublic || nobodyIsWorse ? row.cell(findings) : '-';
    });
    return [row.title, ...cells];
  });
  const lines = [['', ...headings], ['', ...headings].map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
