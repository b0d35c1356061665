import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Whether a request may read what only this machine's user may read. Binding to loopback is not enough: any web page that
 * the user visits can send requests to 127.0.0.1, also under a name of its own that resolves there (DNS rebinding).
 */
export function isFromThisMachine(headers: IncomingHttpHeaders): boolean {
  const hosts = [headers.host, headers['x-forwarded-host']].flat().filter((host) => host !== undefined);
  return hosts.length > 0 && hosts.every((host) => LOOPBACK.test(host)) && isSameOrigin(headers);
}

/** `Sec-Fetch-Site` is the browser's own word, which no page can change; `none` is an address that the user typed. */
export function isSameOrigin({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}
