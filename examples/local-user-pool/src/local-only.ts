import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Whether a request comes from a program or a page of this machine's user. Binding to loopback is not enough to know that:
 * any web page that the user visits can send requests to 127.0.0.1, even under a host name of its own that resolves to it
 * (DNS rebinding).
 */
export function isFromThisMachine(headers: IncomingHttpHeaders): boolean {
  const hosts = [headers.host, headers['x-forwarded-host']].flat().filter((host) => host !== undefined);
  return hosts.length > 0 && hosts.every((host) => LOOPBACK.test(host)) && isSameOrigin(headers);
}

/** The browser itself sets `Sec-Fetch-Site`, and no page can change it; `none` means that the user typed the address. */
export function isSameOrigin({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}
